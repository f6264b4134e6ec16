"""What becomes of a nomination, step by step: who may, what is refused, which history stays."""

import pytest

from accounts.models import Mail
from core.access import Grants
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.tests.arranged import logged
from events.delegations import actions
from events.models import Delegate
from events.tests.delegation_scene import do, fresh, path, person, scene

pytestmark = pytest.mark.django_db

REASON = {"reason": "Another journey."}


class TestDeciding:
    def test_staff_accept_and_confirm(self):
        found = scene()
        row = found.one()

        do(found, actions.AcceptDelegate, row, "staff")
        do(found, actions.ConfirmDelegate, row, "staff")

        assert path(row) == [("", "nominated", ""), ("nominated", "accepted", ""), ("accepted", "confirmed", "")]
        assert list(Mail.objects.values_list("kind", flat=True)) == ["nomination-decided"] * 2
        assert list(logged().order_by("pk").values_list("action", "names__object_label")) == [
            (f"delegate-{act}", "Delegate 1, Busan") for act in ("nominated", "accept", "confirm")
        ]

    @pytest.mark.parametrize("step", [actions.AcceptDelegate, actions.ConfirmDelegate])
    @pytest.mark.parametrize("role", ["counterpart", "eu", "authority", "observer", "outsider"])
    def test_nobody_else_decides(self, step, role):
        found = scene()

        with pytest.raises(NotAllowed):
            do(found, step, found.one(), role)

    def test_to_decline_needs_a_reason(self):
        found = scene()
        row = found.one()

        with pytest.raises(DomainError) as refused:
            do(found, actions.DeclineDelegate, row, "staff", reason="  ")
        assert refused.value.field == "reason"
        assert fresh(row).status == "nominated"

    def test_to_decline_frees_the_place_and_tells_both(self):
        found = scene(places=1)
        row, waits = found.nominate(person(), person())

        do(found, actions.DeclineDelegate, row, "staff", **REASON)

        assert path(row)[-1] == ("nominated", "declined", "Another journey.")
        assert fresh(waits).status == "waiting", "nobody moves up by itself"
        assert sorted(Mail.objects.values_list("kind", flat=True)) == ["nomination-decided", "place-free"]

    def test_the_reason_stands_in_no_log_entry(self):
        found = scene()

        do(found, actions.DeclineDelegate, found.one(), "staff", reason="Ill.")

        entry = AuditEntry.objects.get(action="delegate-decline")
        assert entry.reason == ""
        assert "Ill." not in str(list(logged().values()))

    def test_a_reason_with_an_identity_number_is_refused(self):
        found = scene()

        with pytest.raises(DomainError, match="resident registration number"):
            do(found, actions.WithdrawDelegate, found.one(), reason="900101-1234567")

    def test_twice_is_told_as_done(self):
        found = scene()
        row = found.one()
        do(found, actions.AcceptDelegate, row, "staff")

        with pytest.raises(AlreadyDone):
            do(found, actions.AcceptDelegate, row, "staff")

    def test_a_stale_form_changes_nothing(self):
        found = scene()
        row = found.one()
        do(found, actions.EditDelegate, row, person={"function": "Director"})

        with pytest.raises(StaleRecord):
            do(found, actions.AcceptDelegate, row, "staff", version=1)


class TestMovingUp:
    def test_from_the_waiting_list_onto_a_free_place(self):
        found = scene(places=1)
        row, waits = found.nominate(person(), person())
        do(found, actions.WithdrawDelegate, row, **REASON)

        do(found, actions.MoveUpDelegate, waits)

        assert found.statuses() == ["withdrawn", "nominated"]

    def test_a_substitute_becomes_a_member(self):
        found = scene()
        row = found.one(role="substitute")

        do(found, actions.MoveUpDelegate, row)

        assert (fresh(row).status, fresh(row).role) == ("nominated", "member")

    def test_never_without_a_place(self):
        found = scene(places=1)
        _row, waits = found.nominate(person(), person())

        with pytest.raises(DomainError, match="No place is free"):
            do(found, actions.MoveUpDelegate, waits, "staff")

    def test_never_for_a_foreign_partner(self):
        found = scene(places=1)
        row, waits = found.nominate(person(), person())
        do(found, actions.WithdrawDelegate, row, **REASON)

        with pytest.raises(NotAllowed):
            do(found, actions.MoveUpDelegate, waits, "eu")


class TestWithdrawing:
    def test_the_own_partner_withdraws_and_brings_back(self):
        found = scene()
        row = found.one()
        do(found, actions.WithdrawDelegate, row, **REASON)

        do(found, actions.BringBackDelegate, row)

        assert [new for _old, new, _reason in path(row)] == ["nominated", "withdrawn", "nominated"]

    def test_who_comes_back_to_a_full_delegation_waits(self):
        found = scene(places=1)
        row = found.one()
        do(found, actions.WithdrawDelegate, row, **REASON)
        found.one()

        do(found, actions.BringBackDelegate, row)

        assert found.statuses() == ["waiting", "nominated"]

    def test_what_staff_declined_comes_back_by_staff_alone(self):
        found = scene()
        row = found.one()
        do(found, actions.DeclineDelegate, row, "staff", **REASON)

        with pytest.raises(NotAllowed):
            do(found, actions.BringBackDelegate, row)
        do(found, actions.BringBackDelegate, row, "staff")
        assert fresh(row).status == "nominated"

    def test_a_head_does_not_come_back_beside_another(self):
        found = scene()
        row = found.one(role="head")
        do(found, actions.WithdrawDelegate, row, **REASON)
        found.one(role="head")

        with pytest.raises(DomainError) as refused:
            do(found, actions.BringBackDelegate, row)
        assert refused.value.field == "role"
        assert fresh(row).status == "withdrawn"

    def test_nobody_comes_back_twice(self):
        found = scene()
        row = found.one(given_name="Jisu")
        do(found, actions.WithdrawDelegate, row, **REASON)
        found.one(given_name="Jisu")

        with pytest.raises(DomainError, match="already"):
            do(found, actions.BringBackDelegate, row)

    def test_after_the_event_was_cancelled_nothing_moves(self):
        found = scene()
        row = found.one()
        found.event.status = "cancelled"
        found.event.save(by=None)

        with pytest.raises(DomainError, match="cancelled"):
            do(found, actions.WithdrawDelegate, row, **REASON)


@pytest.mark.parametrize("status", ["waiting", "ready"])
def test_whoever_came_back_onto_the_bench_is_back_already(status):
    row, asking = Delegate(status=status), {"by": None, "grants": Grants()}
    assert actions.BringBackDelegate(row, **asking).state_refusal.endswith("already.")
    assert actions.ConfirmDelegate(row, **asking).state_refusal.endswith("Give it a free place first.")
