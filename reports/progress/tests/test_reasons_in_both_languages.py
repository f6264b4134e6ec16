"""Why a report came back and what a revision corrects are read in the own language, once somebody has added it."""

import pytest

from core.errors import NotAllowed
from partnerships.tests.pages import sign_in, text_of
from partnerships.translations.actions import TranslateText
from partnerships.translations.services import once_url
from reports.models import ProgressReport, ReportStep
from reports.progress.actions import ReturnReport, ReviseReport
from reports.progress.tests.report_scene import fresh, report_scene

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("on_report_day")]

ENGLISH, KOREAN = "The figures of May are missing", "5월 수치 누락"


def read(client, row, language):
    return text_of(client.get(row.get_absolute_url(), headers={"accept-language": language}))


def translate(row, name, by):
    row.once_field = name
    return TranslateText.do(row, **by, text=KOREAN)


def test_of_a_return_and_of_a_correction_the_office_adds_it_and_not_the_authority(client, sides):
    scene = report_scene(sides)
    report = scene.issued()
    ReturnReport.do(report, version=report.version, reason=ENGLISH, **scene.by("authority"))
    step = ReportStep.objects.get(act="returned")
    report = fresh(report)
    ReviseReport.do(report, version=report.version, reason=ENGLISH, **scene.by("staff"))
    draft = fresh(ProgressReport.objects.get(revision=2))
    for row, name, page in ((step, "reason", report), (draft, "correction", draft)):
        with pytest.raises(NotAllowed):
            translate(row, name, scene.by("authority"))
        sign_in(client, sides, "staff")
        assert "Korean wanted" in read(client, page, "en")
        assert client.get(once_url(row, name)).status_code == 200
        translate(row, name, scene.by("staff"))
        assert (KOREAN in read(client, page, "en"), KOREAN in read(client, page, "ko")) == (False, True)
