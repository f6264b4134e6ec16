"""Why a period is skipped is read in the own language, once somebody has added it."""

import pytest
from django.urls import reverse

from partnerships.tests.pages import sign_in, text_of
from partnerships.translations.actions import TranslateText
from partnerships.translations.services import once_url
from reports.models import ReportingPeriod
from reports.periods.actions import SkipPeriod, TakeUpPeriod
from reports.tests.period_scene import of_strand, period_of

pytestmark = pytest.mark.django_db

ENGLISH, KOREAN = "The contract was amended", "계약 변경"


def read(client, path, language):
    return text_of(client.get(path, headers={"accept-language": language}))


def test_it_is_wanted_added_read_and_gone_once_the_period_is_owed_again(client, sides):
    period = period_of(sides)
    SkipPeriod.do(period, version=period.version, reason=ENGLISH, **sides.by("staff"))
    period = ReportingPeriod.objects.get()
    page, calendar = period.get_absolute_url(), of_strand("calendar", sides)
    listed = reverse("partnerships:translation-list", args=[sides.pairing.strand.code])
    sign_in(client, sides, "eu")
    assert [gap.record for gap in client.get(listed).context["page"] if gap.field == "skipped_reason"] == [period]
    assert "Korean wanted" in read(client, page, "en")
    assert "번역 필요" in read(client, page, "ko")
    assert client.get(once_url(period, "skipped_reason")).status_code == 200
    period.once_field = "skipped_reason"
    TranslateText.do(period, text=KOREAN, **sides.by("eu"))
    for path in (page, calendar):
        assert (ENGLISH in read(client, path, "en"), KOREAN in read(client, path, "en")) == (True, False)
        assert (ENGLISH in read(client, path, "ko"), KOREAN in read(client, path, "ko")) == (False, True)
    assert [gap for gap in client.get(listed).context["page"] if gap.field == "skipped_reason"] == []
    period = ReportingPeriod.objects.get()
    TakeUpPeriod.do(period, version=period.version, **sides.by("staff"))
    assert ReportingPeriod.objects.get().skipped_reason_other == ""
