"""“A report to the 26th does not count what is of the 29th”: every figure of every section is as of its last day."""

import datetime as dt
from typing import Any

import pytest

from core import clock
from core.periods import PartialDate, Period
from core.tests.undone import undone
from events.models import EventDateChange
from events.tests.factories import DelegateFactory, DelegationFactory, EventFactory
from partnerships.enums import BuiltIn
from partnerships.indicators.selectors import read_counts, reading_of
from partnerships.models import Agreement, FollowUp, Project
from partnerships.tests.factories_together import (
    AgreementFactory,
    ContactFactory,
    IndicatorFactory,
    LevelChangeFactory,
    MeasurementFactory,
    OrganisationFactory,
    ProjectFactory,
    ProjectResultFactory,
    TargetFactory,
)
from reports.enums import Section
from reports.progress.tests.section_world import AS_OF, fill, half_year
from reports.tests.factories import PublicityItemFactory
from reports.tests.real_scope import scope_of
from reports.tests.told_sections import compiled, figure_values

pytestmark = pytest.mark.django_db

LAST, LATER = dt.date(2017, 9, 26), dt.date(2017, 9, 29)
ON_THE_29TH = dt.datetime(2017, 9, 29, 15, tzinfo=clock.STRAND_ZONE)


@pytest.fixture
def reporting():
    """From 14 March to 26 September 2017, read on 1 October."""
    period = half_year()
    period.ends_on = LAST
    period.save(by=None)
    return period


@pytest.fixture
def pairing(reporting):
    found = fill(reporting)
    for slug in BuiltIn.values:
        TargetFactory(strand=reporting.strand, built_in=slug, target=3)
    return found


def project_reported(pairing):
    project = ProjectFactory(pairing=pairing, level="agreed", organisations=[OrganisationFactory(sector="research")])
    project.first_reported_date = PartialDate(LATER)
    project.save(by=None)


def project_added(pairing):
    LevelChangeFactory(project=ProjectFactory(pairing=pairing), old="", new="identified", on=LATER)


def project_agreed(pairing):
    change_level(pairing.projects.get(), "agreed")


def project_dropped(pairing):
    project = pairing.projects.get()
    Project.objects.filter(pk=project.pk).update(level_since=LAST)
    change_level(project, "not-pursued")


def change_level(project, new):
    LevelChangeFactory(project=project, old=project.level, new=new, on=LATER)
    project.level, project.level_since = new, LATER
    project.save(by=None)


def result_achieved(pairing):
    result = pairing.projects.get().results.get()
    result.achieved, result.as_of, result.evidence = 7, LATER, "Counted."
    result.save(by=None)


def agreement_signed(pairing):
    row = pairing.agreements.get(status="drafted")
    row.status, row.signed_on_date = "signed", PartialDate(LATER)
    row.save(by=None)


def agreement_lapsed(pairing):
    row = pairing.agreements.get(status="signed")
    row.status, row.lapsed_on = "lapsed", LATER
    row.save(by=None)


def agreement_added(pairing):
    row = AgreementFactory(pairing=pairing, status="discussed")
    Agreement.history.filter(id=row.pk).update(history_date=ON_THE_29TH)


def event_held(pairing):
    event = pairing.strand.events.get(baseline_start=LATER)
    event.status, event.actual = "held", event.baseline
    event.save(by=None)
    event.delegations.get().delegates.update(attended=True)


def event_moved(pairing):
    event = pairing.strand.events.filter(status="planned").first()
    change = EventDateChange(event=event, reason="The hall is taken.", by_label="Marta Soler", at=ON_THE_29TH)
    change.old, change.new = event.baseline, event.forecast
    change.save()


def milestone_done(pairing):
    row = pairing.milestones.filter(status="planned").order_by("forecast_start").first()
    row.status, row.actual = "done", Period(PartialDate(LATER), None)
    row.save(by=None)


def follow_up_done(pairing):
    FollowUp.objects.filter(pairing=pairing).update(state="done", closed_on=LATER)


def contact_made(pairing):
    ContactFactory(pairing=pairing, on=LATER)


def value_measured(pairing):
    indicator = IndicatorFactory(programme=pairing.strand.programme_record)
    MeasurementFactory(strand=pairing.strand, pairing=None, indicator=indicator, on=LATER)


def item_published(pairing):
    PublicityItemFactory(strand=pairing.strand, pairing=pairing, published_on=LATER)


def figures_of(reporting, pairing="") -> dict[str, Any]:
    scope = scope_of(reporting, pairing, as_of=AS_OF)
    data = {section: compiled(section, scope) for section in Section.values}
    found: dict[str, Any] = {section: figure_values(one) for section, one in data.items()}
    found["keys"] = {one["key"]: one["value"] for one in data["summary"]["keys"]}
    found["progress"] = data["journey"]["progress"]
    found["lines"] = {
        (one["pairing"], one["slug"]): one["now"] for one in data["indicators"]["lines"] if one["computed"]
    }
    found["measured"] = [one["now"] for one in data["indicators"]["lines"] if not one["computed"] and one["now"]]
    return found


HAPPENS = (
    project_reported, project_added, project_agreed, project_dropped, result_achieved, agreement_signed,
    agreement_lapsed, agreement_added, event_held, event_moved, milestone_done, follow_up_done, contact_made,
    value_measured, item_published,
)  # fmt: skip


# Twenty seconds of one database; what the other counts of a day, the tests below show.
@pytest.mark.one_database
def test_a_report_to_the_26th_does_not_count_what_is_of_the_29th(reporting, pairing):
    organisation = OrganisationFactory(sector="business")
    pairing.projects.get().parts.create(organisation=organisation, position=1)
    ProjectResultFactory(project=pairing.projects.get(), kind="jobs", unit="jobs", expected=9, achieved=None)
    AgreementFactory(pairing=pairing, status="signed", signed_on=dt.date(2017, 5, 2))
    day = Period(PartialDate(LATER), None)
    coming = EventFactory(strand=reporting.strand, pairings=[pairing], baseline=day, forecast=day)
    DelegateFactory(delegation=DelegationFactory(pairing=pairing, event=coming), status="confirmed")
    before = {code: figures_of(reporting, code) for code in ("", pairing.code)}
    for happens in HAPPENS:
        with undone():
            happens(pairing)
            for code, figures in before.items():
                assert figures_of(reporting, code) == figures, happens.__name__
            # The report on days up to the 29th counts it.
            reporting.ends_on = LATER
            assert figures_of(reporting) != before[""], happens.__name__
            reporting.ends_on = LAST


def test_what_is_of_the_26th_is_counted(reporting, pairing):
    LevelChangeFactory(project=pairing.projects.get(), old="running", new="agreed", on=LAST)
    AgreementFactory(pairing=pairing, status="signed", signed_on=LAST)
    ContactFactory(pairing=pairing, on=LAST)
    found = figures_of(reporting)
    assert (found["keys"]["projects-agreed"], found["keys"]["agreements-signed-in-period"]) == (1, 1)
    assert found["keys"]["contacts"] == 3


def test_a_month_or_year_is_counted_once_it_is_over_or_the_strand_is(reporting, pairing):
    project, of_year, over = (ProjectFactory(pairing=pairing, level="agreed") for _number in range(3))
    AgreementFactory(pairing=pairing, status="signed", signed_on=dt.date(2017, 9, 1), signed_on_precision="month")
    for row, day in ((project, "2017-09"), (of_year, "2017"), (over, "2016")):
        row.first_reported_date = PartialDate.parse(day)
        row.save(by=None)

    def counted():
        keys = figures_of(reporting)["keys"]
        return keys["projects-agreed"], keys["agreements-signed-in-period"]

    assert counted() == (1, 0)
    reporting.strand.ends_on_date = PartialDate(LAST)
    reporting.strand.save(by=None)
    assert counted() == (3, 1)


def test_the_portal_counts_a_day_as_a_report_does(reporting, pairing):
    """One definition: what the portal counts of a day is what a report to that day tells."""
    for happens in (project_reported, project_added, agreement_signed, milestone_done, contact_made):
        happens(pairing)
    counts = read_counts(strand=reporting.strand, today=LAST)
    lines = figures_of(reporting)["lines"]
    assert {slug: lines["", slug] for slug in BuiltIn.values} == {
        slug.value: reading_of(counts, None, slug).value for slug in BuiltIn
    }
