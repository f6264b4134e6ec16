"""check_records finds what contradicts itself around events, agendas, delegations and notes."""

import pytest
from django.db import IntegrityError

from events.integrity import contradictions
from events.models import (
    AgendaItem,
    AgendaOrganisation,
    Delegate,
    Event,
    EventHost,
    EventPairing,
    NotedInterest,
    Quota,
    VisitNote,
)
from events.tests.factories import (
    AgendaItemFactory,
    DelegateFactory,
    DelegationFactory,
    EventFactory,
    MinutesFactory,
    QuotaFactory,
    VisitNoteFactory,
    event_of,
)
from partnerships.tests.factories import MilestoneFactory, PairingFactory, ParticipationFactory, ThemeFactory
from partnerships.tests.factories_together import OrganisationFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def told():
    return {what for _record, what in contradictions()}


@pytest.fixture
def pairing():
    return PairingFactory()


@pytest.fixture
def event(pairing):
    return event_of(pairing)


def test_what_is_sound_contradicts_nothing(pairing, event):
    mission = EventFactory(strand=pairing.strand, kind="mission", all_pairings=True)
    Event.objects.filter(pk=event.pk).update(part_of=mission, milestone_codes=MilestoneFactory(pairing=pairing).code)
    VisitNoteFactory(event=event, pairing=pairing, item=AgendaItemFactory(event=event), interests=["eu"])
    MinutesFactory(event=mission, pairing=pairing)
    delegation = DelegationFactory(event=event, participation=pairing.counterpart)
    DelegateFactory(delegation=delegation, replaces=DelegateFactory(delegation=delegation))
    QuotaFactory(event=event)
    assert list(contradictions()) == []


def test_missions(pairing, event):
    foreign = EventFactory(kind="mission")
    Event.objects.filter(pk=event.pk).update(part_of=foreign)
    assert told() == {"“part of” leads to another strand"}
    plain = EventFactory(strand=pairing.strand, kind="plenary", part_of=None)
    Event.objects.filter(pk=event.pk).update(part_of=plain)
    assert told() == {"what it is part of is no mission"}
    upper = EventFactory(strand=pairing.strand, kind="mission")
    lower = EventFactory(strand=pairing.strand, kind="mission", part_of=upper)
    Event.objects.filter(pk=upper.pk).update(part_of=lower)
    Event.objects.filter(pk=event.pk).update(part_of=upper)
    found = [record for record, what in contradictions() if what == "it is part of itself"]
    assert found == [f"event {pairing.strand.code}/{row.code}" for row in (upper, lower)]


def test_hosts_and_pairings_of_other_strands(event):
    EventHost.objects.create(event=event, participation=ParticipationFactory(), position=2)
    EventPairing.objects.create(event=event, pairing=PairingFactory(), position=2)
    found = told()
    assert "“host” leads to another strand" in found
    assert "“pairing” leads to another strand" in found
    assert any(what.endswith("(host_codes)") for what in found)
    assert any(what.endswith("(pairing_codes)") for what in found)


def test_every_pairing_and_one_beside(event):
    Event.objects.filter(pk=event.pk).update(all_pairings=True)
    assert told() == {"it serves every pairing, and names one beside"}


def test_a_milestone_that_its_pairings_lack(pairing, event):
    other = MilestoneFactory(pairing=PairingFactory(strand=pairing.strand), code="theirs")
    Event.objects.filter(pk=event.pk).update(milestone_codes="theirs")
    assert told() == {"none of the pairings that it serves has the milestone theirs"}
    EventPairing.objects.filter(event=event).delete()
    Event.objects.filter(pk=event.pk).update(all_pairings=True, pairing_codes="")
    assert other.pairing.strand_id == pairing.strand_id
    assert told() == set()


def test_agendas(event):
    item = AgendaItemFactory(event=event, topic=ThemeFactory(), starts_at="10:00", ends_at="11:00")
    AgendaOrganisation.objects.create(item=item, organisation=OrganisationFactory(code="port"), position=1)
    event.strand.organisations.add(*AgendaOrganisation.objects.values_list("organisation", flat=True))
    assert told() == {
        "“topic” leads to another strand",
        "its rows are port, its text says  (organisation_codes)",
    }


def test_no_item_ends_before_it_starts(event):
    item = AgendaItemFactory(event=event, starts_at="10:00", ends_at="11:00")
    with pytest.raises(IntegrityError):
        AgendaItem.objects.filter(pk=item.pk).update(ends_at="09:00")


def test_delegations(pairing, event):
    foreign = DelegationFactory(event=event, participation=ParticipationFactory())
    delegation = DelegationFactory(event=event, participation=pairing.counterpart)
    one, other = DelegateFactory(delegation=delegation), DelegateFactory(delegation=foreign)
    Delegate.objects.filter(pk=one.pk).update(replaces=other)
    Quota(event=event, side="eu", participation=pairing.counterpart, places=5, reason="A large city").save(by=None)
    found = list(contradictions())
    assert {what for _record, what in found} == {
        "“partner” leads to another strand",
        "“replaces” leads to another delegation",
        "it is set for a partner of the other side",
    }
    assert not any(one.family_name in record for record, _what in found)


def test_notes_and_minutes_of_a_pairing_that_the_event_does_not_serve(pairing, event):
    second = PairingFactory(strand=pairing.strand)
    VisitNoteFactory(event=event, pairing=second)
    MinutesFactory(event=event, pairing=second)
    assert sorted(what for _record, what in contradictions()) == ["its event does not serve its pairing"] * 2
    Event.objects.filter(pk=event.pk).update(all_pairings=True, pairing_codes="")
    EventPairing.objects.filter(event=event).delete()
    assert told() == set()


def test_notes_of_other_places(pairing, event):
    note = VisitNoteFactory(event=event, pairing=pairing, interests=["eu"])
    VisitNote.objects.filter(pk=note.pk).update(item=AgendaItemFactory(), topic=ThemeFactory())
    NotedInterest.objects.filter(note=note).update(project=ProjectFactory(), outcome="project")
    assert told() == {
        "“agenda item” leads to another event",
        "“topic” leads to another strand",
        "“project” leads to another pairing",
    }
