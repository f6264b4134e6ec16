"""The ways to nominate as pages: one person, pasted rows, earlier delegates; who may, what comes back."""

import pytest

from events.models import Delegate, Event
from events.tests.delegation_pages import FIELDS, enter, text, token, url
from events.tests.delegation_scene import on, person, scene
from events.tests.factories import EventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    return scene()


class TestNominating:
    def post(self, client, found, page, **values):
        page = url(found, page) if "/" not in page else page
        return client.post(page, {"once": token(client.get(page)), **values})

    @pytest.mark.one_database
    def test_a_person_is_nominated(self, client, found):
        enter(client, found)

        response = self.post(client, found, "delegate-add", **FIELDS, family_name="Kim", given_name="Jisu")

        assert response["Location"] == url(found, "delegation")
        assert Delegate.objects.get().full_name == "Kim Jisu"

    @pytest.mark.one_database
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

    @pytest.mark.one_database
    def test_without_a_name_the_input_is_kept(self, client, found):
        enter(client, found)

        response = self.post(client, found, "delegate-add", **FIELDS, function="Director of the port")

        assert response.status_code == 422
        assert "Write a name" in text(response)
        assert "Director of the port" in text(response)

    @pytest.mark.one_database
    def test_a_passport_number_is_refused_with_the_reason(self, client, found):
        enter(client, found)

        response = self.post(client, found, "delegate-add", **FIELDS, family_name="Kim", function="M12345678")

        assert response.status_code == 422
        assert "passport number" in text(response)

    @pytest.mark.one_database
    @pytest.mark.parametrize(
        ("role", "status"), [("authority", 403), ("eu", 403), ("observer", 404), ("outsider", 404)]
    )
    @pytest.mark.parametrize("name", ["delegate-add", "delegates-paste", "delegates-earlier"])
    def test_nobody_else(self, client, found, name, role, status):
        enter(client, found, role)

        assert client.get(url(found, name)).status_code == status
        assert client.post(url(found, name), {}).status_code == status

    @pytest.mark.one_database
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
        labels = [shown.context["submit_label"] for shown in (client.get(page), first)]
        assert labels == ["Read the rows", "Nominate"]
        assert not Delegate.objects.exists()

        form = first.context["form"]
        second = client.post(page, {"once": form["once"].value(), "rows_text": rows, "seen": form["seen"].value()})

        assert second.status_code == 302
        assert list(Delegate.objects.order_by("number").values_list("family_name", flat=True)) == [
            "Kim",
            "van der Berg",
        ]

    @pytest.mark.one_database
    def test_rows_that_changed_since_are_shown_again(self, client, found):
        enter(client, found)
        page = url(found, "delegates-paste")
        first = client.post(page, {"once": token(client.get(page)), "rows_text": "Kim\tJisu"})
        form = first.context["form"]

        again = client.post(
            page, {"once": form["once"].value(), "rows_text": "Kim\tMinho", "seen": form["seen"].value()}
        )

        assert again.status_code == 200
        assert [row["given_name"] for _line, row in again.context["form"].rows] == ["Minho"]
        assert again.context["form"]["seen"].value() != form["seen"].value()
        assert not Delegate.objects.exists()

    @pytest.mark.one_database
    def test_a_fault_in_one_row_nominates_nobody(self, client, found):
        enter(client, found)
        page, rows = url(found, "delegates-paste"), "Kim\tJisu\nLee\tHaneul\t\t\t\t\tarmy"

        response = client.post(page, {"once": token(client.get(page)), "rows_text": rows})

        assert response.status_code == 422
        assert "Row 2" in text(response)

    @pytest.mark.one_database
    def test_ten_thousand_rows_are_refused_in_one_sentence(self, client, found):
        enter(client, found)
        page = url(found, "delegates-paste")
        assert "maxlength" not in text(client.get(page)).partition('name="rows_text"')[2].partition(">")[0]

        for rows in ("Kim\tJisu\t김지수\tDr\tTeam leader\n" * 10_000, "A;B\n" * 9_999):
            response = self.post(client, found, "delegates-paste", rows_text=rows)

            assert response.status_code == 422
            assert len(response.context["form"].errors["rows_text"]) == 1
            assert "Nominate at most 50 people at once." in text(response)
            assert not Delegate.objects.exists()

    @pytest.mark.one_database
    @pytest.mark.parametrize(
        ("family_name", "given_name", "name_native"),
        [("van der Berg", "Anna", ""), ("Suharto", "", ""), ("", "", "김지수"), ("Kim", "Jisu 🌿", "김지수")],
    )
    def test_names_are_kept_as_they_are_typed(self, client, found, family_name, given_name, name_native):
        enter(client, found)
        names = {"family_name": family_name, "given_name": given_name, "name_native": name_native}

        response = self.post(client, found, "delegate-add", **FIELDS, **names)

        assert response.status_code == 302
        row = Delegate.objects.get()
        assert {name: getattr(row, name) for name in names} == names
        shown = text(client.get(response["Location"]))
        assert all(name in shown for name in names.values())

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

    @pytest.mark.one_database
    def test_people_of_earlier_delegations_come_again(self, client, found):
        event = EventFactory(strand=found.pairing.strand, pairings=[found.pairing], hosts=[found.pairing.eu])
        before = scene_of(found, event).one(given_name="Jisu")
        enter(client, found)

        response = self.post(client, found, "delegates-earlier", people=[str(before.pk)])

        assert response.status_code == 302
        assert found.delegation().delegates.get().full_name == before.full_name

    @pytest.mark.one_database
    def test_nobody_earlier_says_so(self, client, found):
        assert "Nobody else was sent before" in text(enter(client, found).get(url(found, "delegates-earlier")))


def scene_of(found, event):
    return type(found)(Event.objects.with_names().get(pk=event.pk), found.pairing, found.actors)
