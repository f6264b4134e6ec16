"""The real strand recounted from the tables of its pack: whoever adds up the rows comes to what the pages say."""

import csv
import datetime as dt
from collections import Counter

import pytest
from django.urls import reverse
from lxml import html

from core.periods import PartialDate
from partnerships.tests.factories import StrandRoleFactory, UserFactory
from partnerships.tests.small_pack import REAL
from reports.progress.compiling.figures import compile_summary
from reports.tests.real_scope import load_real, scope_of

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

LEVELS = ("identified", "exploring", "agreed", "piloting", "running")


def table(name):
    with (REAL / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PAIRINGS = table("pairings")
PROJECTS = table("projects")


def milestones_of(code):
    """Those of a pairing: what is planned for all, but for what has a row of its own."""
    rows = {row["code"]: row for row in table("milestones") if row["pairing"] == "*"}
    return list((rows | {row["code"]: row for row in table("milestones") if row["pairing"] == code}).values())


MILESTONES = [row for pairing in PAIRINGS for row in milestones_of(pairing["code"])]


def last_day(row, kind):
    found = row[f"{kind}_end"] or row[f"{kind}_start"]
    return PartialDate.parse(found).last_day if found else None


def delays():
    """Each delay once, by what was planned and what came of it, with its days."""
    found = {}
    for row in MILESTONES:
        planned, came = last_day(row, "planned"), last_day(row, "actual")
        if row["status"] == "done" and planned and came and (came - planned).days > 0:
            found[row["code"], planned, came] = (came - planned).days
    return found


def held():
    """Events that were held, of a mission with parts the parts."""
    rows = table("events")
    whole = {row["part_of"] for row in rows}
    return [row for row in rows if row["status"] == "held" and row["code"] not in whole]


def untold():
    """Events of the programme whose day has passed, and of which nobody said whether they were held."""
    done = {"held", "cancelled"}
    return [row for row in table("events") if row["kind"] != "related" and row["status"] not in done]


def days_of(row):
    """The days of an event, where they are known."""
    first, last = row["actual_start"], row["actual_end"] or row["actual_start"]
    if len(first) < len("2017-03-14") or len(last) < len("2017-03-14"):
        return 0
    return (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days + 1


def at_events():
    """At least how many people sources count: the largest number of an event, or those of both sides together."""
    counts = {}
    for row in table("head_counts"):
        sides = counts.setdefault(row["event"], Counter())
        sides[row["side"]] = max(sides[row["side"]], int(row["least"]))
    return sum(max(sides[""], sides["eu"] + sides["counterpart"]) for sides in counts.values())


def signed_since(start):
    return sum(row["status"] == "signed" and row["signed_on"] >= start for row in table("agreements"))


def needs():
    """All needs, and those of which the partner takes part in a project on the topic."""
    sides = {row["code"]: {row["eu_partner"], row["counterpart"]} for row in PAIRINGS}
    met = {
        (partner, row["topic"])
        for row in PROJECTS
        if row["level"] != "not-pursued"
        for partner in sides[row["pairing"]] | set(row["partners"].split(";"))
    }
    rows = [row for row in table("interests") if row["kind"] == "need"]
    return len(rows), sum((row["partner"], row["topic"]) in met for row in rows)


def organisations():
    """Those that take part in projects that are pursued, by sector."""
    taking_part = {one for row in PROJECTS if row["level"] != "not-pursued" for one in row["organisations"].split(";")}
    return Counter(row["sector"] for row in table("organisations") if row["code"] in taking_part)


@pytest.fixture(scope="module")
def period(module_db):
    """The strand as it is loaded, with its final period."""
    return load_real()


@pytest.fixture
def page(client, period):
    """What staff reads at an address of the strand, and its figures by what they are called."""
    staff = UserFactory()
    StrandRoleFactory(strand=period.strand, user=staff, role="staff")
    client.force_login(staff)

    def open_page(name, *more, **chosen):
        response = client.get(reverse(name, args=[period.strand.code, *more]), chosen)
        main = html.fromstring(response.content.decode()).find(".//main")
        return response.context, " ".join(main.text_content().split())

    return open_page


def figures(context):
    return [(str(one["value"]), str(one["label"])) for one in context["figures"]]


def test_the_strand(page):
    context, text = page("partnerships:strand")
    states = Counter(row["status"] for row in MILESTONES)
    levels = Counter(row["level"] for row in PROJECTS)
    shown = {label: value for value, label in figures(context)}
    assert shown["pairings"] == str(len(PAIRINGS))
    assert shown["projects agreed"] == str(levels["agreed"] + levels["piloting"] + levels["running"])
    assert shown["agreements signed"] == str(signed_since("2017-01"))
    assert shown["behind plan"] == f"{sum(delays().values())} days"
    assert shown["milestones done"] == f"{states['done']} of {len(MILESTONES)}"
    assert f"{organisations().total()} organisations" in text
    sectors = [organisations()[sector] for sector in ("government", "research", "business", "civil-society")]
    assert f"Strand {' '.join(map(str, sectors))}" in text


def test_the_table_of_projects_by_pairing(page):
    context, _text = page("partnerships:strand")
    by_pairing = Counter((row["pairing"], row["level"]) for row in PROJECTS)
    for pairing, cells in context["levels_of_pairings"]["rows"]:
        assert [number for number, _url in cells] == [by_pairing[pairing.code, level] for level in LEVELS]


@pytest.mark.parametrize("pairing", [row["code"] for row in PAIRINGS])
def test_a_pairing(page, pairing):
    _context, text = page("partnerships:pairing", pairing)
    states = Counter(row["status"] for row in milestones_of(pairing))
    assert f"{states['done']} done, {states['unknown']} not reported" in text


def test_the_dashboard(page):
    context, text = page("reports:dashboard")
    states = Counter(row["status"] for row in MILESTONES)
    numbers = [value for value, _label in figures(context)]
    assert numbers[:3] == ["0", "0", str(states["unknown"])]
    assert f"People at events, at least {at_events()}" in text
    whole, late = context["whole"], delays()
    days = str(sum(late.values())), str(max(late.values()))
    assert (whole["late"][0], whole["total"], whole["worst"]) == (len(late), *days)
    of_needs, met = needs()
    assert f"{met} of {of_needs} needs are taken up by a project" in text


def test_the_final_report(period):
    keys = {one["key"]: one["value"] for one in compile_summary(scope_of(period))["keys"]}
    states = Counter(row["status"] for row in MILESTONES)
    levels = Counter(row["level"] for row in PROJECTS)
    assert keys == {
        "milestones-done": states["done"],
        "milestones-open": states["planned"],
        "milestones-not-reported": states["unknown"],
        **{f"projects-{level}": levels[level] for level in ("agreed", "piloting", "running")},
        "projects-named": levels["identified"] + levels["exploring"],
        "events-held": len(held()),
        "event-days": sum(map(days_of, held())),
        "events-not-reported": len(untold()),
        "participants": None,
        "head-counts": at_events(),
        "agreements-signed-in-period": signed_since("2017-01"),
        "contacts": 0,
        "publicity-items": 0,
    }
