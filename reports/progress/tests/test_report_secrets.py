"""What stays between two sides, on one side or with a person is in no snapshot and no file, whatever the scope."""

import datetime as dt
import io
import zipfile

import pytest

from events.models import DelegateNeeds, Event
from events.tests.factories import DelegateFactory, MinutesFactory, VisitNoteFactory
from partnerships.models import ActionPlan, Closing
from partnerships.tests.factories import FollowUpFactory, MembershipFactory, StrandRoleFactory, UserFactory
from partnerships.tests.factories_together import (
    AgreementFactory,
    CommentFactory,
    ContactFactory,
    DocumentFactory,
    DocumentVersionFactory,
    NoteFactory,
)
from reports.models import ProgressReport
from reports.progress.rendering.documents import report_file
from reports.progress.selectors import canonical, compile_snapshot, sha256_of
from reports.progress.tests.section_world import AS_OF, fill, half_year
from reports.tests.factories import CityUpdateFactory, ReportingPeriodFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2017, 5, 5)
# Each is written where only some may read it, and is a word of no other record.
SECRET = "zqsecret"
PERSON = {"family_name": "Zqperson", "given_name": "Zqgiven"}


def hide(pairing):
    """Put the word wherever two sides, one of them, or a person keeps something."""
    coordinator = UserFactory(email=f"zqaddress-{pairing.pk}@city.example", **PERSON)
    MembershipFactory(participation=pairing.eu, user=coordinator)
    StrandRoleFactory(strand=pairing.strand, user=UserFactory(**PERSON))
    FollowUpFactory(pairing=pairing, what_en=SECRET, result=SECRET, owner=coordinator, due_on=DAY)
    ContactFactory(pairing=pairing, on=DAY, what_en=SECRET, what_ko=SECRET, who="Zqperson", code="contact-zqsecret")
    CommentFactory(pairing=pairing, text=SECRET, author_label="Zqperson")
    AgreementFactory(pairing=pairing, text_en=SECRET, note=SECRET, status="drafted")
    for audience in ("pairing", "own-side"):
        paper = DocumentFactory(pairing=pairing, audience=audience, side="eu", title=SECRET, description=SECRET)
        DocumentVersionFactory(document=paper, name=f"{SECRET}.pdf", by_label="Zqperson")
        for record in (*pairing.milestones.all(), *pairing.projects.all()):
            DocumentFactory(pairing=pairing, record=record, audience=audience, side="eu", title=SECRET)
            NoteFactory(pairing=pairing, record=record, text=SECRET, author_label="Zqperson")
    for text in (ActionPlan(pairing=pairing, vision_en=SECRET), Closing(pairing=pairing, eu_take_aways_en=SECRET)):
        text.save(by=None)
    event = Event.objects.filter(serving__pairing=pairing, status="held").first()
    MinutesFactory(place=pairing, event=event, summary_en=SECRET)
    VisitNoteFactory(event=event, pairing=pairing, what_en=SECRET)
    person = {
        "family_name": "Zqperson",
        "given_name": "Zqgiven",
        "name_native": "Zqnative",
        "email": "zqaddress@a.example",
    }
    delegate = DelegateFactory(
        delegation=event.delegations.first(), function=SECRET,
        status="confirmed", attended=True, gender="other", **person,
    )  # fmt: skip
    needs = DelegateNeeds(
        delegate=delegate, diet=SECRET, access=SECRET, arrival=SECRET, emergency_name="Zqperson", emergency_phone=SECRET
    )
    needs.save(by=None)


@pytest.mark.parametrize("of_pairing", [False, True], ids=["strand", "pairing"])
def test_no_report_tells_what_is_not_for_the_whole_strand(of_pairing):
    period = half_year()
    pairing, other = fill(period), fill(period)
    for one in (pairing, other):
        hide(one)
    for status in ("draft", "submitted", "returned"):
        CityUpdateFactory(
            period=ReportingPeriodFactory(strand=period.strand, code=f"period-{status}"),
            participation=pairing.eu, status=status, achieved_en=SECRET,
        )  # fmt: skip
    for update in period.updates.filter(participation=other.eu):
        update.status, update.achieved_en, update.difficult_en, update.next_en = "returned", SECRET, SECRET, SECRET
        update.save(by=None)
    report = ProgressReport(strand=period.strand, period=period, pairing=pairing if of_pairing else None)
    snapshot = compile_snapshot(report, AS_OF)
    text = canonical(snapshot)
    assert "zq" not in text.lower()
    for file_format in ("csv", "xlsx", "docx"):
        content = report_file(
            snapshot,
            language="en",
            file_format=file_format,
            sha256=sha256_of(text),
            draft=False,
        )
        archive = zipfile.ZipFile(io.BytesIO(content))
        told = b"".join(archive.read(name) for name in archive.namelist() if not name.endswith(".png"))
        assert b"zq" not in told.lower(), file_format
