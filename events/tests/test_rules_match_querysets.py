"""Rules and querysets say the same of every row of this app to every role, the hosts of an event included."""

import pytest
from django.apps import apps

from core.access import Grants
from events.models import (
    AgendaItem,
    AgendaRelease,
    CalendarFeed,
    Delegate,
    Delegation,
    DestructionRecord,
    Event,
    EventDateChange,
    HeadCount,
    InvitationLetter,
    Minutes,
    MinutesObjection,
    NotedInterest,
    Quota,
    TripPaper,
    VisitNote,
)
from events.tests.factories import (
    AgendaItemFactory,
    AgendaReleaseFactory,
    CalendarFeedFactory,
    DelegateFactory,
    DelegationFactory,
    EventFactory,
    HeadCountFactory,
    MinutesFactory,
    MinutesObjectionFactory,
    QuotaFactory,
    TripPaperFactory,
    VisitNoteFactory,
    event_of,
)
from partnerships.models import Confirmation, TextEdition
from partnerships.people.selectors import read_grants
from partnerships.rules import may_see_dealings, may_view_text
from partnerships.tests.factories import (
    DeputyFactory,
    MembershipFactory,
    PairingFactory,
    ParticipationFactory,
    StrandRoleFactory,
    UserFactory,
)


def _of_strand(grants, event):
    """Whoever reads the strand reads its events."""
    return grants.is_administrator or event.strand_id in grants.strands


def _by_event(grants, row):
    return _of_strand(grants, row.event)


def _by_pairing(grants, row):
    """What passes between the sides."""
    return may_see_dealings(grants, row.pairing)


RULES = {
    Event: _of_strand,
    AgendaItem: _by_event,
    HeadCount: _by_event,
    Delegation: lambda grants, row: row.is_shown_to(grants),
    Delegate: lambda grants, row: row.delegation.is_shown_to(grants),
    # Who may send how many everybody counts; why, is read where one sees who comes.
    Quota: lambda grants, row: Delegation(event=row.event, participation=row.participation).is_shown_to(grants),
    VisitNote: _by_pairing,
    Minutes: _by_pairing,
    NotedInterest: _by_pairing,
    MinutesObjection: _by_pairing,
    CalendarFeed: lambda grants, row: bool(row.actors(grants)),
    TripPaper: lambda grants, row: row.is_visible_to(grants),
    # Minutes and all that is frozen of them stay between the two sides.
    TextEdition: lambda grants, row: may_view_text(grants, row.record),
    Confirmation: lambda grants, row: may_view_text(grants, row.text.record),
    # What has no rule of its own is read by whoever reads the event.
    AgendaRelease: _by_event,
    EventDateChange: _by_event,
    InvitationLetter: _by_event,
    DestructionRecord: _by_event,
}
ROLES = (
    "administrator",
    "staff",
    "authority",
    "observer",
    "coordinator of a side",
    "coordinator of a host",
    "coordinator of a delegation",
    "coordinator of another pairing",
    "two roles",
    "ended",
    "inactive",
    "deputy",
    "outsider",
)


@pytest.fixture(scope="module")
def strands(module_db):
    """Two strands of the same kind, which the tests only read."""
    return _strand_with_everything(), _strand_with_everything()


def _strand_with_everything():
    """An event of one pairing, one of all, one of none; a partner that hosts and one that only sends people."""
    pairing = PairingFactory()
    strand = pairing.strand
    host, sender = (ParticipationFactory(strand=strand, side=side) for side in ("eu", "counterpart"))
    second = PairingFactory(strand=strand)
    events = [
        event_of(pairing),
        EventFactory(strand=strand, kind="mission", all_pairings=True, hosts=[host]),
        EventFactory(strand=strand, kind="related"),
    ]
    for event in events:
        EventDateChange(event=event, reason="The hall was taken", by_label="Marta Soler").save()
        DestructionRecord(event=event, kept_days=30).save()
        AgendaItemFactory(event=event)
        AgendaReleaseFactory(event=event)
        HeadCountFactory(event=event)
        QuotaFactory(event=event)
        for participation in (pairing.eu, pairing.counterpart, host, sender):
            _delegation(event, participation)
        VisitNoteFactory(event=event, pairing=pairing, interests=["eu", "counterpart"])
        _confirmed(MinutesFactory(event=event, pairing=pairing))
    VisitNoteFactory(event=events[1], pairing=second, interests=["eu"])
    _confirmed(MinutesFactory(event=events[1], pairing=second))
    return pairing, second, host, sender


def _confirmed(minutes):
    MinutesObjectionFactory(minutes=minutes)
    edition = TextEdition(record=minutes, pairing=minutes.pairing, slug=minutes.text_slug, edition=1, body={})
    edition.save()
    Confirmation(text=edition, side="eu").save(by=None)


def _delegation(event, participation):
    delegation = DelegationFactory(event=event, participation=participation)
    delegate = DelegateFactory(delegation=delegation)
    TripPaperFactory(delegation=delegation)
    number = InvitationLetter.objects.filter(event=event).count() + 1
    InvitationLetter(delegate=delegate, event=event, number=number, strand_number=str(number), language="en").save()


def _person(role, own, other):
    pairing, second, host, sender = own
    user = UserFactory()
    coordinated = {
        "coordinator of a side": pairing.eu,
        "coordinator of a host": host,
        "coordinator of a delegation": sender,
        "coordinator of another pairing": second.counterpart,
    }
    match role:
        case "administrator":
            user.is_superuser = True
            user.save()
        case "staff" | "authority" | "observer":
            StrandRoleFactory(user=user, strand=pairing.strand, role=role)
        case "two roles":
            StrandRoleFactory(user=user, strand=pairing.strand, role="observer")
            StrandRoleFactory(user=user, strand=other[0].strand, role="staff")
        case "ended":
            MembershipFactory(user=user, participation=pairing.eu, started_on="2017-03-01", ended_on="2018-06-30")
        case "deputy":
            DeputyFactory(user=user, membership__participation=pairing.counterpart)
        case "inactive":
            StrandRoleFactory(user=user, strand=pairing.strand, role="staff")
            user.is_active = False
            user.save()
        case _ if role in coordinated:
            MembershipFactory(user=user, participation=coordinated[role])
    CalendarFeedFactory(user=user)
    CalendarFeedFactory()
    return user


@pytest.mark.security("C2", "V8")
@pytest.mark.django_db
@pytest.mark.parametrize("role", [*ROLES, "anonymous"])
def test_a_row_is_among_those_visible_exactly_where_its_rule_says_so(strands, role):
    person = _person(role, *strands)
    grants = Grants() if role == "anonymous" else read_grants(person)
    different = []
    for model, rule in RULES.items():
        rows = list(model.objects.all())
        assert len(rows) >= 2, model
        visible = set(model.objects.visible_to(grants))
        different += [row for row in rows if (row in visible) != rule(grants, row)]
    assert not different


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "delegations", "notes", "minutes"),
    [
        ("administrator", 24, 8, 8),
        ("staff", 12, 4, 4),
        ("authority", 12, 4, 4),
        ("observer", 0, 0, 0),
        # The own delegation at each of three events, and all four at the one that the own partner hosts.
        ("coordinator of a side", 6, 3, 3),
        ("coordinator of a host", 6, 0, 0),
        ("coordinator of a delegation", 3, 0, 0),
        ("coordinator of another pairing", 0, 1, 1),
        ("ended", 0, 0, 0),
        ("inactive", 0, 0, 0),
        ("deputy", 3, 3, 3),
        ("outsider", 0, 0, 0),
    ],
)
def test_a_person_sees_no_more_than_the_own_role_opens(strands, role, delegations, notes, minutes):
    grants = read_grants(_person(role, *strands))
    seen = [model.objects.visible_to(grants).count() for model in (Delegation, VisitNote, Minutes)]
    assert seen == [delegations, notes, minutes]


def test_whatever_has_a_rule_to_view_it_is_compared():
    own = apps.get_app_config("events").get_models()
    listed = {model for model in own if hasattr(model._default_manager.all(), "visible_to")}
    assert listed == set(RULES) - {TextEdition, Confirmation}
