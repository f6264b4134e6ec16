"""The acts on nominations, places and attendance as pages: who may, what is refused, what comes back."""

import pytest

from events.delegations import actions
from events.models import Delegate, Event
from events.tests.delegation_pages import FIELDS, enter, text, token, url
from events.tests.delegation_scene import on, person, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    return scene()


class TestActs:
    def send(self, client, found, name, row, **values):
        page = url(found, name, row.number)
        values = {"once": token(client.get(page)), "seen_version": row.version, **values}
        return client.post(page, values)

    @pytest.mark.parametrize(
        ("name", "values", "status"),
        [
            ("delegate-edit", {**FIELDS, "family_name": "Lee", "given_name": "Haneul"}, "nominated"),
            ("delegate-accept", {}, "accepted"),
            ("delegate-decline", {"reason": "Too many."}, "declined"),
            ("delegate-withdraw", {"reason": "Another journey."}, "withdrawn"),
            ("delegate-replace", {**FIELDS, "reason": "Ill.", "comes": "new", "family_name": "Na"}, "replaced"),
        ],
    )
    def test_staff_carry_each_out(self, client, found, name, values, status):
        row = found.one()
        enter(client, found, "staff")

        response = self.send(client, found, name, row, **values)

        assert response["Location"] == url(found, "delegation")
        assert found.statuses()[0] == status

    @pytest.mark.one_database
    def test_from_the_waiting_list_to_the_confirmed_place(self, client, found):
        rows = found.nominate(*(person() for _number in range(5)))
        enter(client, found, "staff")
        self.send(client, found, "delegate-withdraw", rows[0], reason="Another journey.")
        for name in ("delegate-move-up", "delegate-accept", "delegate-confirm"):
            self.send(client, found, name, Delegate.objects.get(pk=rows[4].pk))
        assert found.statuses()[4] == "confirmed"

        self.send(client, found, "delegate-bring-back", Delegate.objects.get(pk=rows[0].pk))
        assert found.statuses()[0] == "waiting"

    @pytest.mark.one_database
    @pytest.mark.parametrize("name", ["delegate-accept", "delegate-decline", "delegate-confirm"])
    @pytest.mark.parametrize(
        ("role", "status"),
        [("counterpart", 403), ("eu", 403), ("authority", 403), ("observer", 404), ("outsider", 404)],
    )
    def test_only_the_office_decides(self, client, found, name, role, status):
        found.one()
        enter(client, found, role)

        assert client.post(url(found, name, 1), {"seen_version": 1}).status_code == status

    @pytest.mark.one_database
    @pytest.mark.parametrize("name", ["delegate-edit", "delegate-withdraw", "delegate-replace", "delegate-bring-back"])
    @pytest.mark.parametrize(("role", "status"), [("eu", 403), ("authority", 403), ("observer", 404), ("other", 404)])
    def test_a_foreign_partner_s_delegate_is_left_alone(self, client, found, name, role, status):
        found.one()
        enter(client, found, role)

        assert client.post(url(found, name, 1), {"seen_version": 1}).status_code == status
        assert found.statuses() == ["nominated"]

    @pytest.mark.one_database
    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("delegate-confirm", "The nomination is “Nominated”. Accept it first; then the place can be confirmed."),
            ("delegate-bring-back", "This person has a place already."),
            ("delegate-move-up", "This person has a place already."),
        ],
    )
    def test_what_comes_first_is_said_beside_the_person(self, client, found, name, words):
        row = found.one()

        shown = text(enter(client, found, "staff").get(url(found, name, row.number)))

        assert words in shown
        assert row.full_name in shown

    @pytest.mark.one_database
    def test_a_refusal_leads_to_the_act_that_comes_first(self, client, found):
        row = found.one()
        confirm = url(found, "delegate-confirm", row.number)
        accept = url(found, "delegate-accept", row.number)
        assert f'href="{accept}"' in enter(client, found, "staff").get(confirm).text

        Event.objects.update(status="cancelled")
        assert f'href="{accept}"' not in client.get(confirm).text

    @pytest.mark.one_database
    def test_whoever_has_left_is_brought_back_first(self, client, found):
        row = found.one()
        actions.WithdrawDelegate.do(row, **found.act(), version=row.version, reason="Another journey.")
        back = url(found, "delegate-bring-back", row.number)
        assert f'href="{back}"' in enter(client, found).get(url(found, "delegate-edit", row.number)).text

    @pytest.mark.one_database
    def test_who_comes_is_asked_only_where_somebody_can_be_chosen(self, client, found):
        row = found.one()
        page = url(found, "delegate-replace", row.number)
        values = {**FIELDS, "reason": "Ill.", "seen_version": row.version}
        asked = enter(client, found).get(page)
        assert asked.context["form"]["comes"].is_hidden
        nameless = client.post(page, values | {"once": token(asked), "comes": "new"})
        assert "Write the name of who comes." in text(nameless)

        found.one(role="substitute")
        asked = client.get(page)
        assert not asked.context["form"]["comes"].is_hidden

        # Whoever was chosen left the bench meanwhile: that is said beside the choice.
        Delegate.objects.filter(number=2).update(status="withdrawn")
        gone = client.post(page, values | {"once": token(asked), "comes": "2"})
        assert gone.status_code == 422
        assert not gone.context["form"]["comes"].is_hidden
        assert gone.context["form"].errors["comes"]

    @pytest.mark.one_database
    def test_a_number_that_nobody_has(self, client, found):
        found.one()

        assert enter(client, found).get(url(found, "delegate-edit", 7)).status_code == 404

    def test_a_stale_form_is_told_and_kept(self, client, found):
        row = found.one()
        actions.EditDelegate.do(row, **found.act("staff"), version=row.version, person={"function": "Director"})
        enter(client, found)

        response = self.send(client, found, "delegate-withdraw", row, reason="Another journey.", seen_version=1)

        assert response.status_code == 409
        assert "Another journey." in text(response)
        assert found.statuses() == ["nominated"]

    @pytest.mark.one_database
    def test_to_withdraw_without_a_reason_is_refused(self, client, found):
        row = found.one()
        enter(client, found)

        assert self.send(client, found, "delegate-withdraw", row, reason="").status_code == 422

    @pytest.mark.one_database
    def test_a_replacement_is_chosen_from_the_bench(self, client, found):
        row, ready = found.nominate(person(), person(role="substitute"))
        enter(client, found)

        self.send(client, found, "delegate-replace", row, **FIELDS, reason="Another journey.", comes=str(ready.number))

        assert found.statuses() == ["replaced", "nominated"]

    @pytest.mark.one_database
    def test_a_replacement_without_a_name_is_refused(self, client, found):
        row = found.one()
        enter(client, found)

        response = self.send(client, found, "delegate-replace", row, **FIELDS, reason="Ill.", comes="new")

        assert response.status_code == 422
        assert "Write the name of who comes" in text(response)


class TestQuota:
    def values(self, found, client, **more):
        form = client.get(url(found, "quota-edit")).context["form"]
        return {"once": form["once"].value(), "seen_version": found.event.version, **more}

    @pytest.mark.one_database
    def test_staff_set_the_places(self, client, found):
        enter(client, found, "staff")
        own = {f"places_{found.busan.pk}": "6", f"reason_{found.busan.pk}": "Two more for the port."}
        values = {"places_counterpart": "3", "places_eu": "5", "nominate_until": on(10).isoformat(), **own}

        response = client.post(url(found, "quota-edit"), self.values(found, client, **values))

        assert response["Location"] == url(found, "delegation-list")
        assert "0 of 6" in text(client.get(response["Location"]))

    @pytest.mark.one_database
    def test_a_number_without_its_reason_is_refused_beside_it(self, client, found):
        enter(client, found, "staff")

        response = client.post(
            url(found, "quota-edit"), self.values(found, client, **{f"places_{found.busan.pk}": "6"})
        )

        assert response.status_code == 422
        assert response.context["form"].errors[f"reason_{found.busan.pk}"] == ["Give a reason."]

    def test_a_stale_form_is_told(self, client, found):
        enter(client, found, "staff")

        values = self.values(found, client, places_eu="5") | {"seen_version": 99}
        assert client.post(url(found, "quota-edit"), values).status_code == 409

    @pytest.mark.one_database
    @pytest.mark.parametrize(
        ("role", "status"),
        [("counterpart", 403), ("eu", 403), ("authority", 403), ("observer", 403), ("outsider", 404)],
    )
    def test_nobody_else(self, client, found, role, status):
        assert enter(client, found, role).get(url(found, "quota-edit")).status_code == status


class TestAttendance:
    @pytest.mark.one_database
    def test_before_the_event_it_says_from_when_on(self, client, found):
        found.one()

        shown = text(enter(client, found).get(url(found, "attendance")))

        assert "from then on" in shown

    def test_it_is_recorded(self, client, found):
        found.nominate(person(), person())
        Event.objects.filter(pk=found.event.pk).update(status="held")
        enter(client, found)
        form = client.get(url(found, "attendance")).context["form"]

        client.post(
            url(found, "attendance"),
            {"once": form["once"].value(), "seen_version": 1, "came_1": "yes", "came_2": "no"},
        )

        assert list(Delegate.objects.order_by("number").values_list("attended", flat=True)) == [True, False]
        assert "1 delegate came." in text(client.get(url(found, "delegation-list")))
