"""What the widest pages cost in a small strand and in one of 1,000 pairings, 5,000 projects and 1,000 events.

`make bench` prints queries, milliseconds and the ratio of the two strands, measured in one run. The number of
queries has to be the same; times are shown, not judged.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from itertools import cycle, islice, product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import AgendaItem, Delegate, Delegation, Event, EventCity, EventHost, EventPairing
from partnerships.models import Interest, Pairing, Participation, Partner, Project, ProjectOrganisation, Strand, Theme
from partnerships.tests.factories import CityFactory, StrandFactory, StrandRoleFactory
from partnerships.tests.factories_together import OrganisationFactory

PAGES = (
    "partnerships:strand",
    "partnerships:matching",
    "partnerships:project-list",
    "partnerships:indicator-list",
    "partnerships:organisation-list",
    "events:event-list",
    "events:event",
    "reports:dashboard",
)
# Names beside the strand's code in a page's address.
PLACES = {"events:event": ["mission-0"]}
RUNS = 3


@dataclass(frozen=True)
class Size:
    """How many of each a strand has."""

    name: str
    partners: int
    topics: int
    pairings: int
    projects: int
    events: int


SMALL = Size("small", 20, 6, 100, 500, 100)
LARGE = Size("large", 200, 60, 1_000, 5_000, 1_000)
# Of each mission: its parts, and what stands on the agenda and comes in delegations of each event.
PARTS, ITEMS, DELEGATIONS = 9, 10, 4
FIRST = dt.date(2026, 1, 5)
LEVELS = ("identified", "exploring", "agreed", "piloting", "running", "not-pursued")
SECTORS = ("government", "research", "business", "civil-society")


def build(size: Size) -> Strand:
    """A strand of that size: every partner states something of every topic, every project has an organisation."""
    strand = StrandFactory(code=size.name)
    partners = Partner.objects.bulk_create(
        Partner(code=f"{size.name}-{n}", name_en=f"Partner {n}", kind="city") for n in range(size.partners)
    )
    sides = cycle(["eu", "counterpart"])
    members = Participation.objects.bulk_create(
        Participation(strand=strand, partner=partner, side=next(sides)) for partner in partners
    )
    area = Theme.objects.bulk_create([Theme(strand=strand, code="area", name_en="Area", position=0)])[0]
    topics = Theme.objects.bulk_create(
        Theme(strand=strand, code=f"topic-{n}", name_en=f"Topic {n}", parent=area, position=n + 1)
        for n in range(size.topics)
    )
    kinds = cycle(["need", "offer", "offer"])
    Interest.objects.bulk_create(
        Interest(participation=one, topic=topic, kind=next(kinds)) for one, topic in product(members, topics)
    )
    pairs = islice(product(members[::2], members[1::2]), size.pairings)
    pairings = Pairing.objects.bulk_create(
        Pairing(strand=strand, code=f"pairing-{n}", eu=eu, counterpart=other, status="active")
        for n, (eu, other) in enumerate(pairs)
    )
    organisations = [OrganisationFactory(sector=sector, strands=[strand]) for sector in SECTORS]
    projects = Project.objects.bulk_create(
        Project(
            strand=strand,
            pairing=pairings[n % size.pairings],
            code=f"project-{n}",
            title_en=f"Project {n}",
            topic=topics[n % size.topics],
            level=LEVELS[n % len(LEVELS)],
        )
        for n in range(size.projects)
    )
    ProjectOrganisation.objects.bulk_create(
        ProjectOrganisation(project=project, organisation=organisations[n % len(organisations)], position=1)
        for n, project in enumerate(projects)
    )
    build_events(size, strand, members, pairings)
    return strand


def build_events(size: Size, strand: Strand, members: list[Participation], pairings: list[Pairing]) -> None:
    """Missions of every pairing with parts of one each, their agendas and delegations; half of the parts are held."""
    city = CityFactory()
    missions = Event.objects.bulk_create(
        Event(strand=strand, code=f"mission-{n}", kind="mission", title_en=f"Mission {n}", all_pairings=True)
        for n in range(max(size.events // (PARTS + 1), 1))
    )
    parts = Event.objects.bulk_create(
        Event(
            strand=strand,
            code=f"visit-{n}",
            kind="study-visit",
            title_en=f"Visit {n}",
            part_of=missions[n // PARTS],
            status=("planned", "held")[n % 2],
            forecast_start=FIRST + dt.timedelta(days=n),
            forecast_last_day=FIRST + dt.timedelta(days=n),
            city_codes=city.code,
            host_codes=members[n % len(members)].partner.code,
            pairing_codes=pairings[n % len(pairings)].code,
        )
        for n in range(len(missions) * PARTS)
    )
    everything = [*missions, *parts]
    EventCity.objects.bulk_create(EventCity(event=event, city=city, position=1) for event in everything)
    EventHost.objects.bulk_create(
        EventHost(event=event, participation=members[n % len(members)], position=1) for n, event in enumerate(parts)
    )
    EventPairing.objects.bulk_create(
        EventPairing(event=event, pairing=pairings[n % len(pairings)], position=1) for n, event in enumerate(parts)
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(event=event, position=n, kind="session", title_en=f"Session {n}", city=city)
        for event in everything
        for n in range(1, ITEMS + 1)
    )
    delegations = Delegation.objects.bulk_create(
        Delegation(event=event, participation=members[(n + place) % len(members)])
        for n, event in enumerate(everything)
        for place in range(DELEGATIONS)
    )
    Delegate.objects.bulk_create(
        Delegate(delegation=delegation, number=n, family_name="Kim", given_name=f"Jisu {n}", sector="research")
        for delegation in delegations
        for n in range(1, 5)
    )


@pytest.mark.django_db
def test_pages_ask_as_often_in_a_strand_of_any_size(client, capsys):
    measured = {}
    for size in (SMALL, LARGE):
        strand = build(size)
        client.force_login(StrandRoleFactory(strand=strand).user, backend="django.contrib.auth.backends.ModelBackend")
        for page in PAGES:
            path = reverse(page, args=[strand.code, *PLACES.get(page, ())])
            assert client.get(path).status_code == 200
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            # Counted here: a later request empties the log.
            queries = len(asked)
            started = time.perf_counter()
            for _ in range(RUNS):
                client.get(path)
            measured[size, page] = queries, (time.perf_counter() - started) / RUNS * 1000
    with capsys.disabled():
        print(f"\n{'page':<32}{'queries':>9}{'small ms':>10}{'large ms':>10}{'ratio':>8}")
        for page in PAGES:
            (_few, small), (many, large) = measured[SMALL, page], measured[LARGE, page]
            print(f"{page:<32}{many:>9}{small:>10.0f}{large:>10.0f}{large / small:>8.1f}")
    assert {page: measured[LARGE, page][0] for page in PAGES} == {page: measured[SMALL, page][0] for page in PAGES}
