"""Nominating: who may, for whom, until when; names stay as they are; after the last place one waits."""

import pytest

from accounts.models import Mail
from core.errors import DomainError, NotAllowed
from core.tests.arranged import logged
from events.delegations.services import NominationsRefused, nominate
from events.models import Delegate, DelegateStep, Delegation
from events.tests.delegation_scene import on, person, scene
from events.tests.factories import EventFactory, QuotaFactory
from partnerships.models import Organisation
from partnerships.tests.factories import ParticipationFactory

pytestmark = pytest.mark.django_db


class TestPlaces:
    @pytest.mark.security("V2")
    def test_four_are_nominated_and_the_fifth_waits(self):
        found = scene()

        people = found.nominate(*(person() for _number in range(5)))

        assert [row.number for row in people] == [1, 2, 3, 4, 5]
        assert found.statuses() == ["nominated"] * 4 + ["waiting"]
        assert list(DelegateStep.objects.order_by("pk").values_list("old", "new")) == [("", "nominated")] * 4 + [
            ("", "waiting")
        ]

    def test_the_fifth_alone_waits_as_well(self):
        found = scene()
        found.nominate(*(person() for _number in range(4)))

        assert found.one().status == "waiting"

    def test_a_substitute_takes_no_place(self):
        found = scene(places=1)

        found.nominate(person(role="substitute"), person(), person(role="substitute"))

        assert found.statuses() == ["ready", "nominated", "ready"]

    def test_nobody_overtakes_who_waits(self):
        found = scene(places=1)
        found.nominate(person(), person())
        Delegate.objects.filter(number=1).update(status="withdrawn")

        assert found.one().status == "waiting"

    def test_without_places_everybody_waits(self):
        found = scene(places=0)

        assert found.one().status == "waiting"

    def test_the_mission_s_number_limits_a_part(self):
        found = scene(places=None)
        mission = EventFactory(strand=found.pairing.strand, kind="mission")
        QuotaFactory(event=mission, side="counterpart", places=1)
        found.event.part_of = mission
        found.event.save(by=None)

        found.nominate(person(), person())

        assert found.statuses() == ["nominated", "waiting"]


class TestWho:
    @pytest.mark.parametrize("role", ["counterpart", "staff", "administrator"])
    def test_the_own_partner_staff_and_administrators(self, role):
        found = scene()

        found.nominate(person(), role=role)

        assert found.statuses() == ["nominated"]
        assert Delegate.objects.get().nominated_by == found.act(role)["by"]

    @pytest.mark.parametrize("role", ["eu", "authority", "observer", "outsider"])
    def test_nobody_else(self, role):
        found = scene()

        with pytest.raises(NotAllowed):
            found.nominate(person(), role=role)
        assert not Delegate.objects.exists()

    def test_never_for_a_partner_that_does_not_come(self):
        found = scene()
        other = ParticipationFactory(strand=found.pairing.strand)

        with pytest.raises(DomainError, match="does not come to this event"):
            found.nominate(person(), role="staff", partner=other)

    def test_who_lost_the_work_meanwhile_may_not_any_more(self):
        found = scene()

        with pytest.raises(NotAllowed):
            found.nominate(person(), role="ended")


class TestDeadline:
    def test_the_last_day_is_included(self):
        found = scene(nominate_until=on(0))

        assert found.one().status == "nominated"

    def test_after_it_a_coordinator_is_sent_to_the_staff(self):
        found = scene(nominate_until=on(-1))

        with pytest.raises(DomainError, match="Ask the programme staff"):
            found.one()

    def test_after_it_staff_may(self):
        found = scene(nominate_until=on(-1))

        found.nominate(person(), role="staff")

        assert found.statuses() == ["nominated"]

    def test_the_mission_s_day_holds_for_its_parts(self):
        found = scene()
        found.event.part_of = EventFactory(strand=found.pairing.strand, kind="mission", nominate_until=on(-1))
        found.event.save(by=None)

        with pytest.raises(DomainError, match="Nominations ended"):
            found.one()


class TestEvent:
    @pytest.mark.parametrize("role", ["counterpart", "staff"])
    def test_a_cancelled_event_takes_nobody(self, role):
        found = scene(status="cancelled")

        with pytest.raises(DomainError, match="cancelled"):
            found.nominate(person(), role=role)

    def test_what_was_held_gets_more_people_by_staff_alone(self):
        found = scene(status="held")

        with pytest.raises(DomainError, match="over"):
            found.one()
        found.nominate(person(), role="staff")
        assert found.statuses() == ["nominated"]

    def test_a_closed_pairing_takes_nobody(self):
        found = scene()
        found.pairing.status = "closed"
        found.pairing.save(by=None)

        with pytest.raises(DomainError, match="closed"):
            found.nominate(person(), role="staff")


class TestNames:
    @pytest.mark.parametrize(
        ("names", "shown"),
        [
            ({"family_name": "van der Berg", "given_name": "Anna", "name_order": "given-first"}, "Anna van der Berg"),
            ({"family_name": "Kim", "given_name": "Ji-su", "name_order": "family-first"}, "Kim Ji-su"),
            ({"family_name": "", "given_name": "Suharto", "name_order": "given-first"}, "Suharto"),
            (
                {"family_name": "SOLER i Puig", "given_name": "Nú", "name_order": "given-first"},
                "Nú SOLER i Puig",
            ),
            ({"family_name": "", "given_name": "", "name_native": "김지수"}, "김지수"),
            ({"family_name": "김", "given_name": "지수", "name_order": "family-first"}, "김지수"),
            ({"family_name": "O’Neill", "given_name": "  Máire  ", "name_order": "given-first"}, "Máire O’Neill"),
        ],
    )
    def test_stand_as_they_were_given(self, names, shown):
        delegate = scene().one(**{"name_native": "", **names})

        stored = Delegate.objects.get(pk=delegate.pk)
        assert stored.full_name == shown
        assert (stored.family_name, stored.given_name) == (names["family_name"], names["given_name"].strip())

    def test_without_any_name_nobody_is_nominated(self):
        with pytest.raises(NominationsRefused) as refused:
            scene().one(family_name=" ", given_name="", name_native="")
        assert refused.value.faults[0][:2] == (0, "family_name")

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("family_name", "K" * 81),
            ("given_name", "Ji\nsu"),
            ("sector", "army"),
            ("role", "king"),
            ("name_order", "random"),
            ("email", "not an address"),
            ("function", "Passport M12345678"),
        ],
    )
    def test_a_wrong_value_is_refused_beside_its_field(self, field, value):
        with pytest.raises(NominationsRefused) as refused:
            scene().one(**{field: value})
        assert refused.value.faults[0][1] == field

    def test_all_or_nobody(self):
        found = scene()

        with pytest.raises(NominationsRefused) as refused:
            found.nominate(person(), person(sector="army"), person(role="king"))
        assert [fault[:2] for fault in refused.value.faults] == [(1, "sector"), (2, "role")]
        assert not Delegate.objects.exists()
        assert not Delegation.objects.exists()

    def test_the_same_person_comes_once(self):
        found = scene()
        found.one(given_name="Jisu")

        with pytest.raises(NominationsRefused, match="already"):
            found.one(given_name="JISU")

    def test_two_of_one_name_are_told_apart_by_their_addresses(self):
        found = scene()

        found.nominate(*(person(given_name="Jisu", email=f"{letter}@example.org") for letter in "ab"))

        assert found.statuses() == ["nominated"] * 2

        with pytest.raises(NominationsRefused) as refused:
            found.one(given_name="Jisu", email="B@example.org")
        assert refused.value.faults[0][1] == "email"

    def test_one_head_alone(self):
        found = scene()
        found.one(role="head")

        with pytest.raises(NominationsRefused) as refused:
            found.one(role="head")
        assert refused.value.faults[0][1] == "role"

    def test_an_organisation_that_the_directory_knows_is_linked_with_its_sector(self):
        found = scene()
        known = Organisation(code="bipa", name_en="Busan IT Agency", name_ko="부산정보산업진흥원", sector="business")
        known.save(by=None)
        found.pairing.strand.organisations.add(known)

        linked = found.one(organisation_name="busan it agency", sector="")
        typed = found.one(organisation_name="Busan IT", sector="")

        assert (linked.organisation, linked.sector, linked.organisation_name) == (known, "business", "busan it agency")
        assert (typed.organisation, typed.sector, typed.organisation_shown) == (None, "", "Busan IT")


class TestPrivacy:
    def test_no_log_entry_and_no_mail_names_a_delegate(self):
        found = scene(places=1)
        found.act("eu")

        found.nominate(person(family_name="Geheim", name_native="비밀", email="geheim@example.org"), role="staff")

        told = "".join(f"{vars(row)} {vars(row.names)}" for row in logged().all())
        told += "".join(f"{mail.subject}{mail.text}{mail.html}" for mail in Mail.objects.all())
        assert "Delegate 1, Busan" in told
        assert not any(word in told for word in ("Geheim", "비밀", "geheim@"))


def test_fifty_at_once_and_no_more():
    found = scene(places=None)

    with pytest.raises(DomainError, match="at most 50"):
        found.nominate(*(person() for _number in range(51)))
    with pytest.raises(DomainError, match="at least one"):
        nominate(**found.act(), event=found.event, participation=found.busan, people=[])
