"""The pages of delegations as each role meets them: what is shown, what is refused, and what comes back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from events.models import Delegate, Event
from events.services import nomination_steps as steps
from events.tests.delegation_scene import on, person, scene
from events.tests.factories import EventFactory

pytestmark = pytest.mark.django_db

STRANGERS = [("authority", 403), ("eu", 403), ("observer", 404), ("outsider", 404)]
FIELDS = {"name_order": "family-first", "role": "member"}


@pytest.fixture
def found():
    return scene()


def url(found, name, *more, partner="busan"):
    place = [found.pairing.strand.code, "autumn"]
    if name not in ("delegation-list", "quota-edit", "event"):
        place.append(partner)
    return reverse(f"events:{name}", args=[*place, *more])


def enter(client, found, role="counterpart", language="en"):
    user = found.act(role)["by"]
    user.language = language
    user.save()
    client.force_login(user)
    return client


def text(response):
    return response.content.decode()


def token(response):
    return response.context["form"]["once"].value()


class TestList:
    @pytest.mark.parametrize("role", ["administrator", "staff", "authority", "counterpart", "eu", "observer"])
    def test_everybody_in_the_strand_reads_how_many_come(self, client, found, role):
        found.nominate(person(), person(), person(family_name="Geheim"))

        shown = text(enter(client, found, role).get(url(found, "delegation-list")))

        assert "3 of 4" in shown
        assert "1 place left" in shown
        assert "Geheim" not in shown

    def test_a_stranger_finds_nothing(self, client, found):
        assert enter(client, found, "outsider").get(url(found, "delegation-list")).status_code == 404

    def test_an_observer_has_no_way_to_the_people(self, client, found):
        shown = text(enter(client, found, "observer").get(url(found, "delegation-list")))

        assert url(found, "delegation") not in shown

    def test_as_a_file_it_is_logged(self, client, found):
        found.one()

        file = enter(client, found).get(url(found, "delegation-list"), {"format": "csv"})

        assert "Busan,South Korea,4,1,3,0,0" in b"".join(file.streaming_content).decode()
        assert AuditEntry.objects.get(action="list-exported").parameters["list"] == "delegations"

    def test_an_event_that_serves_nobody_says_what_to_do(self, client, found):
        EventFactory(strand=found.pairing.strand, code="alone")
        page = reverse("events:delegation-list", args=[found.pairing.strand.code, "alone"])

        assert "No partner comes yet" in text(enter(client, found, "staff").get(page))


class TestDelegation:
    @pytest.mark.parametrize(
        ("role", "status"),
        [
            ("administrator", 200),
            ("staff", 200),
            ("authority", 200),
            ("counterpart", 200),
            ("eu", 200),  # the host
            ("observer", 404),
            ("other", 404),
            ("outsider", 404),
        ],
    )
    def test_who_comes_is_for_partner_host_staff_and_authority(self, client, found, role, status):
        found.one(family_name="Geheim")

        response = enter(client, found, role).get(url(found, "delegation"))

        assert response.status_code == status
        assert ("Geheim" in text(response)) == (status == 200)

    def test_the_guest_does_not_see_who_hosts(self, client, found):
        assert enter(client, found).get(url(found, "delegation", partner="barcelona")).status_code == 404

    def test_a_partner_that_does_not_come_has_no_page(self, client, found):
        assert enter(client, found, "staff").get(url(found, "delegation", partner="nobody")).status_code == 404

    def test_nobody_yet_says_what_to_do(self, client, found):
        assert "Nobody is nominated yet" in text(enter(client, found).get(url(found, "delegation")))

    def test_a_host_reads_and_has_no_buttons_or_addresses(self, client, found):
        found.one(email="jisu@example.org")

        shown = text(enter(client, found, "eu").get(url(found, "delegation")))

        assert "jisu@example.org" not in shown
        assert url(found, "delegate-add") not in shown
        assert url(found, "delegate-withdraw", 1) not in shown

    def test_after_the_deadline_the_page_says_whom_to_ask(self, client, found):
        found.event.nominate_until = on(-1)
        found.event.save(by=None)

        shown = text(enter(client, found).get(url(found, "delegation")))

        assert "Ask the programme staff" in shown
        assert url(found, "delegate-add") not in shown

    def test_history_and_waiting_list_stand_on_the_page(self, client, found):
        rows = found.nominate(*(person() for _number in range(5)))
        row = rows[0]
        steps.replace_delegate(
            **found.act(), delegate=row, version=row.version, reason="Another journey.", comes=rows[4]
        )

        shown = text(enter(client, found).get(url(found, "delegation")))

        assert "Another journey." in shown
        assert "Came for" in shown
        assert "No longer coming" in shown

    def test_in_korean_foreign_names_are_marked(self, client, found):
        found.one(family_name="Kim", given_name="Jisu", name_native="김지수")

        shown = text(enter(client, found, language="ko").get(url(found, "delegation")))

        assert '<span lang="en">Kim Jisu</span>' in shown
        assert "김지수" in shown

    def test_the_own_list_as_a_file(self, client, found):
        found.one(family_name="=Kim", given_name="Jisu", email="jisu@example.org")

        file = enter(client, found).get(url(found, "delegation"), {"format": "csv"})

        rows = b"".join(file.streaming_content).decode().splitlines()
        assert rows[1].startswith("1,'=Kim,Jisu,'=Kim Jisu,김지수,")
        assert "jisu@example.org" not in rows[1]
        assert AuditEntry.objects.get(action="list-exported").parameters["rows"] == 1

    def test_many_people_cost_as_much_as_one(self, client, found):
        found.nominate(person(role="substitute"), person())
        enter(client, found)
        page = url(found, "delegation")
        client.get(page)
        with CaptureQueriesContext(connection) as few:
            client.get(page)
        found.nominate(*(person() for _number in range(20)))
        with CaptureQueriesContext(connection) as many:
            client.get(page)
        assert len(few) == len(many)

    def test_the_event_s_page_shows_the_places(self, client, found):
        found.nominate(person(), person())

        shown = text(enter(client, found).get(url(found, "event")))

        assert "2 of 4" in shown
        assert url(found, "delegation") in shown


class TestNominating:
    def post(self, client, found, page, **values):
        page = url(found, page) if "/" not in page else page
        return client.post(page, {"once": token(client.get(page)), **values})

    def test_a_person_is_nominated(self, client, found):
        enter(client, found)

        response = self.post(client, found, "delegate-add", **FIELDS, family_name="Kim", given_name="Jisu")

        assert response["Location"] == url(found, "delegation")
        assert Delegate.objects.get().full_name == "Kim Jisu"

    def test_the_fifth_is_told_clearly(self, client, found):
        found.nominate(*(person() for _number in range(4)))
        enter(client, found)
        assert "joins the waiting list" in text(client.get(url(found, "delegate-add")))

        response = self.post(client, found, "delegate-add", **FIELDS, family_name="Han", given_name="Sora")

        assert "1 delegate is on the waiting list" in text(client.get(response["Location"]))
        assert found.statuses()[-1] == "waiting"

    def test_a_second_click_nominates_nobody_twice(self, client, found):
        enter(client, found)
        page = url(found, "delegate-add")
        values = {"once": token(client.get(page)), **FIELDS, "family_name": "Kim", "given_name": "Jisu"}

        client.post(page, values)
        client.post(page, values)

        assert Delegate.objects.count() == 1

    def test_without_a_name_the_input_is_kept(self, client, found):
        enter(client, found)

        response = self.post(client, found, "delegate-add", **FIELDS, function="Director of the port")

        assert response.status_code == 422
        assert "Write a name" in text(response)
        assert "Director of the port" in text(response)

    def test_a_passport_number_is_refused_with_the_reason(self, client, found):
        enter(client, found)

        response = self.post(client, found, "delegate-add", **FIELDS, family_name="Kim", function="M12345678")

        assert response.status_code == 422
        assert "passport number" in text(response)

    @pytest.mark.parametrize(
        ("role", "status"), [("authority", 403), ("eu", 403), ("observer", 404), ("outsider", 404)]
    )
    @pytest.mark.parametrize("name", ["delegate-add", "delegates-paste", "delegates-earlier"])
    def test_nobody_else(self, client, found, name, role, status):
        enter(client, found, role)

        assert client.get(url(found, name)).status_code == status
        assert client.post(url(found, name), {}).status_code == status

    def test_after_the_deadline_it_is_refused(self, client, found):
        enter(client, found)
        page = url(found, "delegate-add")
        word = token(client.get(page))
        found.event.nominate_until = on(-1)
        found.event.save(by=None)

        response = client.post(page, {"once": word, **FIELDS, "family_name": "Kim"})

        assert response.status_code == 422
        assert "Ask the programme staff" in text(response)

    def test_pasted_rows_are_shown_first_and_nominated_then(self, client, found):
        enter(client, found)
        page, rows = url(found, "delegates-paste"), "Kim\tJisu\t김지수\nvan der Berg\tAnna"
        first = client.post(page, {"once": token(client.get(page)), "rows_text": rows})
        assert first.status_code == 200
        assert "Nobody is nominated yet" in text(first)
        assert not Delegate.objects.exists()

        form = first.context["form"]
        second = client.post(page, {"once": form["once"].value(), "rows_text": rows, "seen": form["seen"].value()})

        assert second.status_code == 302
        assert list(Delegate.objects.order_by("number").values_list("family_name", flat=True)) == [
            "Kim",
            "van der Berg",
        ]

    def test_rows_that_changed_since_are_shown_again(self, client, found):
        enter(client, found)
        page = url(found, "delegates-paste")
        first = client.post(page, {"once": token(client.get(page)), "rows_text": "Kim\tJisu"})
        form = first.context["form"]

        again = client.post(
            page, {"once": form["once"].value(), "rows_text": "Kim\tMinho", "seen": form["seen"].value()}
        )

        assert again.status_code == 200
        assert not Delegate.objects.exists()

    def test_a_fault_in_one_row_nominates_nobody(self, client, found):
        enter(client, found)
        page, rows = url(found, "delegates-paste"), "Kim\tJisu\nLee\tHaneul\t\t\t\t\tarmy"

        response = client.post(page, {"once": token(client.get(page)), "rows_text": rows})

        assert response.status_code == 422
        assert "Row 2" in text(response)

    def test_what_the_service_refuses_is_named_by_its_row(self, client, found):
        found.one(given_name="Jisu")
        enter(client, found)
        page, rows = url(found, "delegates-paste"), "Lee\tHaneul\n\nKim\tJisu\t김지수"
        first = client.post(page, {"once": token(client.get(page)), "rows_text": rows})
        form = first.context["form"]

        second = client.post(page, {"once": form["once"].value(), "rows_text": rows, "seen": form["seen"].value()})

        assert second.status_code == 422
        assert "Row 3" in text(second)
        assert Delegate.objects.count() == 1

    def test_people_of_earlier_delegations_come_again(self, client, found):
        event = EventFactory(strand=found.pairing.strand, pairings=[found.pairing], hosts=[found.pairing.eu])
        before = scene_of(found, event).one(given_name="Jisu")
        enter(client, found)

        response = self.post(client, found, "delegates-earlier", people=[str(before.pk)])

        assert response.status_code == 302
        assert found.delegation().delegates.get().full_name == before.full_name

    def test_nobody_earlier_says_so(self, client, found):
        assert "Nobody else was sent before" in text(enter(client, found).get(url(found, "delegates-earlier")))


def scene_of(found, event):
    return type(found)(Event.objects.with_names().get(pk=event.pk), found.pairing, found.actors)


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

    def test_from_the_waiting_list_to_the_confirmed_place(self, client, found):
        rows = found.nominate(*(person() for _number in range(5)))
        enter(client, found, "staff")
        self.send(client, found, "delegate-withdraw", rows[0], reason="Another journey.")
        for name in ("delegate-move-up", "delegate-accept", "delegate-confirm"):
            self.send(client, found, name, Delegate.objects.get(pk=rows[4].pk))
        assert found.statuses()[4] == "confirmed"

        self.send(client, found, "delegate-bring-back", Delegate.objects.get(pk=rows[0].pk))
        assert found.statuses()[0] == "waiting"

    @pytest.mark.parametrize("name", ["delegate-accept", "delegate-decline", "delegate-confirm"])
    @pytest.mark.parametrize(
        ("role", "status"),
        [("counterpart", 403), ("eu", 403), ("authority", 403), ("observer", 404), ("outsider", 404)],
    )
    def test_only_the_office_decides(self, client, found, name, role, status):
        found.one()
        enter(client, found, role)

        assert client.post(url(found, name, 1), {"seen_version": 1}).status_code == status

    @pytest.mark.parametrize("name", ["delegate-edit", "delegate-withdraw", "delegate-replace", "delegate-bring-back"])
    @pytest.mark.parametrize(("role", "status"), [("eu", 403), ("authority", 403), ("observer", 404), ("other", 404)])
    def test_a_foreign_partner_s_delegate_is_left_alone(self, client, found, name, role, status):
        found.one()
        enter(client, found, role)

        assert client.post(url(found, name, 1), {"seen_version": 1}).status_code == status
        assert found.statuses() == ["nominated"]

    def test_a_number_that_nobody_has(self, client, found):
        found.one()

        assert enter(client, found).get(url(found, "delegate-edit", 7)).status_code == 404

    def test_a_stale_form_is_told_and_kept(self, client, found):
        row = found.one()
        steps.edit_delegate(**found.act("staff"), delegate=row, version=row.version, changes={"function": "Director"})
        enter(client, found)

        response = self.send(client, found, "delegate-withdraw", row, reason="Another journey.", seen_version=1)

        assert response.status_code == 409
        assert "Another journey." in text(response)
        assert found.statuses() == ["nominated"]

    def test_to_withdraw_without_a_reason_is_refused(self, client, found):
        row = found.one()
        enter(client, found)

        assert self.send(client, found, "delegate-withdraw", row, reason="").status_code == 422

    def test_a_replacement_is_chosen_from_the_bench(self, client, found):
        row, ready = found.nominate(person(), person(role="substitute"))
        enter(client, found)

        self.send(client, found, "delegate-replace", row, **FIELDS, reason="Another journey.", comes=str(ready.number))

        assert found.statuses() == ["replaced", "nominated"]

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

    def test_staff_set_the_places(self, client, found):
        enter(client, found, "staff")
        own = {f"places_{found.busan.pk}": "6", f"reason_{found.busan.pk}": "Two more for the port."}
        values = {"places_counterpart": "3", "places_eu": "5", "nominate_until": on(10).isoformat(), **own}

        response = client.post(url(found, "quota-edit"), self.values(found, client, **values))

        assert response["Location"] == url(found, "delegation-list")
        assert "0 of 6" in text(client.get(response["Location"]))

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

    @pytest.mark.parametrize(
        ("role", "status"),
        [("counterpart", 403), ("eu", 403), ("authority", 403), ("observer", 403), ("outsider", 404)],
    )
    def test_nobody_else(self, client, found, role, status):
        assert enter(client, found, role).get(url(found, "quota-edit")).status_code == status


class TestAttendance:
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
