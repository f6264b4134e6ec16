"""Who takes whose place, and what an edit does to a place: who may, what is refused, which history stays."""

import pytest

from accounts.models import Mail
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import AuditEntry
from events.delegations import actions
from events.delegations.services import NominationsRefused
from events.tests.delegation_scene import do, fresh, on, path, person, scene

pytestmark = pytest.mark.django_db

REASON = {"reason": "Another journey."}


class TestReplacing:
    def test_by_a_substitute_in_the_same_role_with_history_on_both(self):
        found = scene()
        head, other = found.nominate(person(role="head"), person(role="substitute"))
        do(found, actions.AcceptDelegate, head, "staff")

        came = do(found, actions.ReplaceDelegate, head, comes=other, **REASON)

        assert found.statuses() == ["replaced", "nominated"]
        assert (came.role, came.replaces, fresh(head).replaced_by) == ("head", head, other)
        assert path(head)[-1] == ("accepted", "replaced", "Another journey.")
        assert path(other)[-1] == ("ready", "nominated", "")

    def test_by_who_waits_the_place_never_falls_free(self):
        found = scene(places=1)
        row, waits = found.nominate(person(), person())

        do(found, actions.ReplaceDelegate, row, comes=waits, **REASON)

        assert found.statuses() == ["replaced", "nominated"]
        assert not Mail.objects.filter(kind="place-free").exists()

    def test_by_somebody_new(self):
        found = scene(places=1)
        row = found.one()

        came = do(found, actions.ReplaceDelegate, row, person=person(given_name="Minho"), **REASON)

        assert (came.number, came.status, came.given_name, came.replaces) == (2, "nominated", "Minho", row)

    def test_after_the_deadline_by_who_was_nominated_in_time_alone(self):
        found = scene(places=1)
        row, waits = found.nominate(person(), person())
        found.event.nominate_until = on(-1)
        found.event.save(by=None)

        with pytest.raises(DomainError, match="Ask the programme staff"):
            do(found, actions.ReplaceDelegate, row, person=person(), **REASON)
        do(found, actions.ReplaceDelegate, row, comes=waits, **REASON)
        assert found.statuses() == ["replaced", "nominated"]

    def test_needs_a_reason(self):
        found = scene()
        row, other = found.nominate(person(), person(role="substitute"))

        with pytest.raises(DomainError) as refused:
            do(found, actions.ReplaceDelegate, row, comes=other, reason="")
        assert refused.value.field == "reason"

    def test_never_by_somebody_of_another_delegation(self):
        found = scene()
        row = found.one()
        foreign = found.nominate(person(role="substitute"), role="staff", partner=found.barcelona)[0]

        with pytest.raises(DomainError) as refused:
            do(found, actions.ReplaceDelegate, row, comes=foreign, **REASON)
        assert refused.value.field == "comes"

    def test_never_by_who_has_a_place_already(self):
        found = scene()
        row, other = found.nominate(person(), person())

        with pytest.raises(DomainError, match="no longer on the waiting list or a substitute"):
            do(found, actions.ReplaceDelegate, row, comes=other, **REASON)

    def test_a_new_person_without_a_name_is_refused_and_nothing_happens(self):
        found = scene()
        row = found.one()
        nobody = person(family_name="", given_name="", name_native="")

        with pytest.raises(NominationsRefused):
            do(found, actions.ReplaceDelegate, row, person=nobody, **REASON)
        assert found.statuses() == ["nominated"]


class TestEditing:
    def test_the_own_partner_edits_and_the_log_names_fields_alone(self):
        found = scene()
        row = found.one()

        do(found, actions.EditDelegate, row, person={"family_name": "Geheim", "function": "Director"})

        entry = AuditEntry.objects.get(action="delegate-edit")
        assert entry.parameters == {"fields": "family_name, function"}
        assert "Geheim" not in f"{entry.object_label}{entry.sentence}"

    def test_the_same_again_is_told_as_done(self):
        found = scene()
        row = found.one()

        with pytest.raises(AlreadyDone):
            do(found, actions.EditDelegate, row, person={"family_name": " Kim "})

    def test_as_a_substitute_the_place_is_given_up(self):
        found = scene(places=1)
        row, _waits = found.nominate(person(), person())

        do(found, actions.EditDelegate, row, "staff", person={"role": "substitute"})

        assert found.statuses() == ["ready", "waiting"]
        assert Mail.objects.get().kind == "place-free"

    def test_out_of_the_bench_somebody_takes_a_place_or_waits(self):
        found = scene(places=1)
        first, second = found.nominate(person(role="substitute"), person(role="substitute"))

        do(found, actions.EditDelegate, first, person={"role": "member"})
        do(found, actions.EditDelegate, second, person={"role": "rapporteur"})

        assert found.statuses() == ["nominated", "waiting"]

    def test_an_accepted_place_is_not_given_up_by_an_edit(self):
        found = scene()
        row = found.one()
        do(found, actions.AcceptDelegate, row, "staff")

        with pytest.raises(DomainError) as refused:
            do(found, actions.EditDelegate, row, person={"role": "substitute"})
        assert refused.value.field == "role"

    @pytest.mark.parametrize("role", ["eu", "authority", "observer", "outsider"])
    def test_nobody_else_edits(self, role):
        found = scene()

        with pytest.raises(NotAllowed):
            do(found, actions.EditDelegate, found.one(), role, person={"function": "Director"})

    def test_who_is_gone_is_not_edited(self):
        found = scene()
        row = found.one()
        do(found, actions.WithdrawDelegate, row, **REASON)

        with pytest.raises(DomainError):
            do(found, actions.EditDelegate, row, person={"function": "Director"})
