"""Expensive work is limited for each person: whoever asks for too much in a while is told from when on to ask again."""

import datetime as dt

import pytest
from django.urls import reverse

from core import clock
from partnerships.tests.pages import fields, sign_in, text_of
from reports.exports import services as exports
from reports.models import Export, ProgressReport
from reports.tests.factories import ExportFactory, ProgressReportFactory, ReportingPeriodFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 25, 11, tzinfo=dt.UTC)


@pytest.fixture
def ask(client, sides):
    """Ask for the brief as a role, in a language and so many minutes after noon."""
    place = [sides.pairing.strand.code, sides.pairing.code]

    def asked(role, language="en", minutes=0):
        sign_in(client, sides, role)
        with clock.fixed_at(NOON + dt.timedelta(minutes=minutes)):
            return client.get(reverse("reports:brief-file", args=[*place, language, "pdf"]))

    return asked


def test_files_are_asked_for_so_often_and_then_again_once_the_time_is_over(sides, ask, monkeypatch):
    monkeypatch.setattr(exports, "MOST", 2)
    sides.people["eu"].time_zone = "Europe/Brussels"
    sides.people["eu"].save()
    assert ask("eu", "en").status_code == 302
    first = ask("eu", "ko", minutes=4)
    assert first.status_code == 302
    ExportFactory(owner=sides.people["eu"], strand=sides.pairing.strand, asked_at=NOON - dt.timedelta(hours=1))
    # What waits already is no new work.
    assert ask("eu", "ko", minutes=4)["Location"] == first["Location"]
    Export.objects.update(state="failed", ended_at=NOON)
    refused = ask("eu", "en", minutes=5)
    assert (refused.status_code, refused["Retry-After"]) == (429, "300")
    assert "Ask again after 12:11." in text_of(refused)
    assert ask("counterpart", "en", minutes=5).status_code == 302
    assert ask("eu", "en", minutes=10).status_code == 302
    assert ask("eu", "ko", minutes=11).status_code == 429


def test_an_act_that_is_asked_for_too_often_keeps_its_form(client, sides, monkeypatch):
    monkeypatch.setattr(exports, "MOST", 1)
    sign_in(client, sides, "staff")
    archive = reverse("reports:archive", args=[sides.pairing.strand.code])
    sent = fields(client.get(archive))
    ExportFactory(owner=sides.people["staff"], strand=sides.pairing.strand, asked_at=clock.now())
    answer = client.post(archive, sent)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 600
    assert "You asked for a lot in a short time. Nothing was started." in text_of(answer)
    assert 'name="once"' in answer.text
    Export.objects.all().delete()
    assert client.post(archive, fields(answer)).status_code == 302


def test_a_report_that_was_issued_counts_and_one_more_is_not(client, sides, monkeypatch):
    monkeypatch.setattr(exports, "MOST", 1)
    period = ReportingPeriodFactory(strand=sides.pairing.strand)
    issued = ProgressReportFactory(period=period, issued={"a": 1})
    ProgressReport.objects.filter(pk=issued.pk).update(issued_by=sides.people["staff"], issued_at=clock.now())
    draft = ProgressReportFactory(period=ReportingPeriodFactory(strand=sides.pairing.strand, code="second"))
    sign_in(client, sides, "staff")
    address = reverse("reports:report-issue", args=[draft.strand.code, draft.period.code, draft.scope, draft.revision])
    typed = fields(client.get(address)) | {"with_gaps": "on", "reason": "They come later"}
    answer = client.post(address, typed)
    assert answer.status_code == 429
    assert answer.context["form"]["reason"].value() == "They come later"
    draft.refresh_from_db()
    assert not draft.is_issued
