"""The dashboards: each number opens as many rows as it says, what is not reported is no zero, and queries stay."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.pack.loading import load_pack
from core.periods import Period
from events.tests.factories import event_of
from partnerships.enums import BuiltIn
from partnerships.indicators.selectors import read_counts, reading_of
from partnerships.milestones.selectors import Delay
from partnerships.models import LevelChange, Strand
from partnerships.tests.factories import (
    MilestoneFactory,
    PairingFactory,
    StageFactory,
    StrandFactory,
    StrandRoleFactory,
    ThemeFactory,
    UserFactory,
)
from partnerships.tests.factories_together import (
    AgreementFactory,
    ContactFactory,
    InterestFactory,
    LevelChangeFactory,
    OrganisationFactory,
    ProjectFactory,
)
from partnerships.tests.pages import sign_in, text_of
from partnerships.tests.small_pack import REAL
from reports.overview.dashboards import delays_of
from reports.tests.brief_scene import NOON, TODAY, milestone
from reports.tests.factories import CityUpdateFactory, ReportingPeriodFactory
from reports.updates.selectors import update_rows

pytestmark = pytest.mark.django_db
ROLES = ("staff", "eu", "observer")


def everything(sides):
    """Something behind every number, in this pairing and in another one of the strand."""
    pairing, strand = sides.pairing, sides.pairing.strand
    second = StageFactory(strand=strand, position=2)
    milestone(sides, "Late", status="planned", baseline="2026-11-01", forecast="2026-11-20")
    milestone(sides, "Soon", status="planned", baseline="2026-11-28", forecast="2026-11-28")
    milestone(sides, "Far", status="planned", baseline="2027-11-28", forecast="2027-11-28")
    milestone(sides, "On time", status="done", baseline="2026-09-10", actual="2026-09-10")
    milestone(sides, "Later", status="done", baseline="2026-09-10", actual="2026-09-20", stage=second)
    milestone(sides, "Nobody knows", status="unknown", baseline="2026-09", stage=second)
    milestone(sides, "Dropped", status="cancelled", baseline="2026-09")
    closed = PairingFactory(strand=strand, status="closed")
    MilestoneFactory(
        pairing=closed, stage=second, status="planned", forecast=Period.parse("2026-01-01"), baseline=Period()
    )
    topic, other = ThemeFactory(strand=strand), ThemeFactory(strand=strand)
    for part, about in ((pairing.eu, topic), (pairing.counterpart, topic), (pairing.eu, other), (closed.eu, topic)):
        InterestFactory(participation=part, topic=about, kind="need")
    InterestFactory(participation=pairing.eu, topic=ThemeFactory(strand=strand), kind="need", withdrawn_on=TODAY)
    InterestFactory(participation=pairing.counterpart, topic=other, kind="offer")
    office = OrganisationFactory(sector="government", strands=[strand])
    moved = ProjectFactory(pairing=pairing, topic=topic, level="piloting", organisations=[office], further=[closed.eu])
    LevelChangeFactory(project=moved, old="", new="identified", on=dt.date(2026, 9, 1))
    for old, new in (("identified", "agreed"), ("agreed", "piloting")):
        LevelChangeFactory(project=moved, old=old, new=new, on=dt.date(2026, 10, 12))
    ProjectFactory(pairing=pairing, topic=other, level="not-pursued", organisations=[OrganisationFactory()])
    for side, kind, day in (("eu", "mail", 3), ("eu", "call", 4), ("counterpart", "mail", 5), ("", "mail", 6)):
        ContactFactory(pairing=pairing, side=side, kind=kind, on=dt.date(2026, 10, day))
    ContactFactory(pairing=closed, side="eu", on=dt.date(2026, 10, 7))
    ContactFactory(pairing=pairing, side="eu", on=dt.date(2026, 10, 7), withdrawn_at=NOON, withdrawn_reason="Twice.")
    AgreementFactory(pairing=pairing, status="signed", signed_on=dt.date(2026, 10, 2))
    event_of(pairing, status="held", actual=Period.parse("2026-10-01"))
    period = ReportingPeriodFactory(
        strand=strand, starts_on=dt.date(2026, 5, 1), ends_on=dt.date(2026, 10, 31), due_on=dt.date(2026, 11, 28)
    )
    CityUpdateFactory(period=period, participation=pairing.eu, status="submitted")
    CityUpdateFactory(period=period, participation=pairing.counterpart, status="draft")


def page_of(client, sides, role="staff"):
    sign_in(client, sides, role)
    return client.get(reverse("reports:dashboard", args=[sides.pairing.strand.code]))


def numbers_of(context):
    """Every number of the page that has an address, with it."""
    for figure in context["figures"]:
        yield int(figure["value"].replace(",", "")), figure["url"]
    for row in [*context["stages"], context["whole"]]:
        yield from (row[name] for name in ("on_time", "late", "untold"))
    for month in context["months"]:
        yield from month["numbers"]
    for level in [*context["levels"]["rows"], context["levels"]["dropped"]]:
        yield level["count"], level["url"]
    strand = context["strand"]
    yield strand.late, context["late_url"]
    yield LevelChange.objects.exclude(old="").count(), context["moves_url"]
    yield strand.met, context["met_url"]
    yield context["unmet"], context["unmet_url"]
    yield strand.stated, context["needs_url"]


@pytest.mark.parametrize("role", ["staff", "eu", "administrator", "authority"])
def test_each_number_opens_as_many_rows_as_it_says(client, sides, role):
    everything(sides)
    context = page_of(client, sides, role).context
    opened = 0
    for number, url in numbers_of(context):
        if not url:
            continue
        answer = client.get(url)
        assert answer.status_code == 200, url
        listed = answer.context["page"].paginator.count + answer.context.get("hidden", 0)
        assert listed == number, url
        opened += number
    assert opened == 30


def test_the_numbers_are_those_of_the_records(client, sides):
    everything(sides)
    context = page_of(client, sides).context
    found = context["strand"]
    assert (found.late, found.soon, found.not_reported) == (1, 1, 1)
    stages = [delay for _stage, delay in delays_of([found], TODAY)[found.pk]]
    assert [(delay.on_time, delay.late, delay.untold) for delay in stages] == [(1, 1, 0), (0, 1, 1)]
    assert [(delay.average, delay.most) for delay in stages] == [(24.0, 24), (10.0, 10)]
    contacts = {month["name"]: [number for number, _url in month["numbers"]] for month in context["months"]}
    assert contacts["October 2026"] == [2, 1, 2]
    # The partner of another pairing takes part in the project, so its need is met too.
    assert (found.met, found.stated) == (3, 4)
    assert (found.reached, sum(sum(numbers) for numbers in contacts.values())) == (1, 5)


def test_the_delays_are_those_of_the_programmes_own_counts(sides):
    everything(sides)
    strand = sides.pairing.strand
    whole = sum((delay for _stage, delay in delays_of([strand], TODAY)[strand.pk]), Delay())
    counts = read_counts(strand=strand, today=TODAY)
    assert whole.days == reading_of(counts, None, BuiltIn.DAYS_OF_DELAY).value
    assert whole.on_time == reading_of(counts, None, BuiltIn.MILESTONES_ON_TIME).value


def test_updates_owed_are_the_rows_of_the_periods_page(client, sides):
    everything(sides)
    page = page_of(client, sides)
    (period,) = page.context["periods"]
    owed = [row for row in update_rows(sides.grants("staff"), period, TODAY) if row.is_owed]
    assert len(period.missing) == len(owed) == page.context["cities"] - 1
    assert client.get(period.get_absolute_url()).status_code == 200


def test_who_may_not_read_contacts_reads_how_many_there_are(client, sides):
    everything(sides)
    page = page_of(client, sides, "observer")
    october = page.context["months"][-2]
    assert october["numbers"] == [(2, ""), (1, ""), (2, "")]
    path = reverse("reports:dashboard-rows", args=[sides.pairing.strand.code, "contacts"])
    rows = client.get(path, {"month": "2026-10"})
    assert rows.context["page"].paginator.count == 0
    assert rows.context["hidden"] == 5
    assert "Asked for part" not in text_of(rows)


@pytest.mark.one_database
def test_nothing_reported_is_no_zero(client, sides):
    page = page_of(client, sides)
    said = text_of(page)
    assert "No contact of this strand is recorded." in said
    assert "No need is entered yet." in said
    assert page.context["stages"][0]["average"] == page.context["stages"][0]["worst"] == ""
    assert "People at events, at least not reported" in said
    # Without a calendar no report is due, or late.
    assert "Reports late" not in said


@pytest.mark.parametrize(
    ("figure", "status"), [("milestones", 200), ("needs", 200), ("contacts", 200), ("people", 404), ("updates", 404)]
)
def test_only_known_rows_are_listed(client, sides, figure, status):
    sign_in(client, sides, "staff")
    assert client.get(reverse("reports:dashboard-rows", args=[sides.pairing.strand.code, figure])).status_code == status


@pytest.mark.parametrize(
    "query", [{"state": "=1+1"}, {"month": "2026-13"}, {"stage": "<script>"}, {"page": "999999"}, {"sort": "\x00"}]
)
def test_odd_choices_leave_nothing_out(client, sides, query):
    everything(sides)
    sign_in(client, sides, "staff")
    for kind in ("milestones", "contacts", "needs"):
        path = reverse("reports:dashboard-rows", args=[sides.pairing.strand.code, kind])
        assert (
            client.get(path, query).context["page"].paginator.count == client.get(path).context["page"].paginator.count
        )


def test_rows_are_taken_along_as_they_are_chosen(client, sides):
    everything(sides)
    sign_in(client, sides, "staff")
    path = reverse("reports:dashboard-rows", args=[sides.pairing.strand.code, "milestones"])
    lines = b"".join(client.get(path, {"state": "late", "format": "csv"}).streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert "Late" in lines[1]


def test_rows_lead_to_their_record_and_to_its_pairing(client, sides):
    late = milestone(sides, "Late", status="planned", baseline="2026-11-01", forecast="2026-11-20")
    sign_in(client, sides, "staff")
    path = reverse("reports:dashboard-rows", args=[sides.pairing.strand.code, "milestones"])
    rows = client.get(path).text.split("<tbody>")[1].split("</tbody>")[0]
    for record in (late, sides.pairing):
        assert f'<a href="{record.get_absolute_url()}">' in rows


@pytest.mark.one_database
def test_the_programme_is_for_those_who_look_after_it(client, sides):
    everything(sides)
    other = StrandFactory()
    for role, status in (("staff", 200), ("authority", 200), ("administrator", 200), ("eu", 403), ("observer", 403)):
        sign_in(client, sides, role)
        page = client.get(reverse("reports:programme-dashboard"))
        assert page.status_code == status
        if status == 200:
            assert (str(other) in text_of(page)) == (role == "administrator")
    sign_in(client, sides, "neighbour")
    assert client.get(reverse("reports:programme-dashboard")).status_code == 403
    client.force_login(UserFactory(), "django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("reports:dashboard", args=[other.code])).status_code == 404


def test_the_numbers_of_the_programme_open_their_rows(client, sides):
    everything(sides)
    sign_in(client, sides, "staff")
    (line,) = client.get(reverse("reports:programme-dashboard")).context["lines"]
    for name in ("late", "soon", "delayed", "met", "reports"):
        number, url = line[name]
        assert client.get(url).context["page"].paginator.count == number, name


def test_the_real_strand_is_told_as_it_was(client, sides):
    load_pack(REAL, by=None)
    strand = Strand.objects.get(code="eu-korea-2017")
    sign_in(client, sides, "administrator")
    context = client.get(reverse("reports:dashboard", args=[strand.code])).context
    assert (context["strand"].late, context["months"]) == (0, [])


def counted(call):
    with CaptureQueriesContext(connection) as asked:
        call()
    return len(asked)


@pytest.mark.one_database
def test_queries_do_not_grow_with_pairings_strands_and_periods(client, sides):
    everything(sides)
    page_of(client, sides)
    path = reverse("reports:dashboard", args=[sides.pairing.strand.code])
    programme = reverse("reports:programme-dashboard")
    client.get(programme)
    before, before_programme = counted(lambda: client.get(path)), counted(lambda: client.get(programme))
    for number in range(3):
        pairing = PairingFactory(strand=sides.pairing.strand)
        MilestoneFactory(pairing=pairing, stage=sides.pairing.strand.stages.first())
        ProjectFactory(pairing=pairing, organisations=[OrganisationFactory(sector="research")])
        ContactFactory(pairing=pairing, on=dt.date(2026, 11, 3 + number))
        ReportingPeriodFactory(strand=sides.pairing.strand, code=f"late-{number}", due_on=dt.date(2026, 11, number + 1))
        strand = StrandFactory()
        StrandRoleFactory(user=sides.people["staff"], strand=strand)
        MilestoneFactory(pairing=PairingFactory(strand=strand), stage=StageFactory(strand=strand))
    assert counted(lambda: client.get(path)) == before
    assert counted(lambda: client.get(programme)) == before_programme
