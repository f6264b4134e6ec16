"""Items of an agenda: who writes them, what is refused, where they land, taking out and putting back."""

import datetime as dt

import pytest
from django.utils.translation import override

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.periods import PartialDate
from core.tests.arranged import logged
from events.agendas.actions import AddItem, EditItem, MoveItem, RemoveItem, RestoreItem
from events.agendas.selectors import named_languages
from events.models import AgendaItem
from events.tests.agenda_scene import agenda_scene, at
from events.tests.factories import AgendaItemFactory
from partnerships.tests.factories import CityFactory, PairingFactory, ThemeFactory, period
from partnerships.tests.factories_together import OrganisationFactory

pytestmark = pytest.mark.django_db

DAY = PartialDate(dt.date(2017, 11, 27))
VALUES = {"kind": "session", "title_en": "Welcome at Casa Asia"}


@pytest.fixture
def scene():
    return agenda_scene()


def titles(event):
    rows = AgendaItem.objects.active().filter(event=event).in_order()
    return [row.title_en for row in rows]


def add(scene, title, role="eu", **values):
    return AddItem.do(scene.event, **scene.actor(role), values={"kind": "session", "title_en": title, **values})


class TestAdding:
    @pytest.mark.parametrize("role", ["administrator", "staff", "eu", "counterpart", "deputy"])
    def test_organisers_and_hosts_add(self, scene, role):
        assert AddItem.do(scene.event, **scene.actor(role), values=VALUES).title_en == "Welcome at Casa Asia"

    @pytest.mark.parametrize("role", ["authority", "observer", "other", "ended", "outsider"])
    def test_others_do_not(self, scene, role):
        with pytest.raises(NotAllowed):
            AddItem.do(scene.event, **scene.actor(role), values=VALUES)
        assert not AgendaItem.objects.exists()

    def test_everything_that_is_known_is_kept(self, scene):
        strand = scene.event.strand
        host, guest = OrganisationFactory(strands=[strand]), OrganisationFactory(strands=[strand])
        topic = ThemeFactory(strand=strand)
        values = VALUES | {
            "on_date": DAY,
            "starts_at": dt.time(9, 30, 12),
            "ends_at": at(10, 30),
            "place": "  Casa Asia ",
            "topic": topic,
            "host": host,
            "organisations": [guest, host],
            "contact_on_day": "Marta Soler, +34 600 000 000",
            "languages": "en;ko",
            "interpretation": "English-Korean",
            "capacity": 40,
        }
        item = AgendaItem.objects.get(pk=AddItem.do(scene.event, **scene.actor("eu"), values=values).pk)
        assert (item.starts_at, item.place, item.host, item.topic) == (at(9, 30), "Casa Asia", host, topic)
        assert item.organisation_codes == f"{guest.code};{host.code}"
        assert [row.organisation for row in item.joining.all()] == [guest, host]
        assert item.zone.key == "Europe/Madrid"

    def test_the_log_tells_of_it_under_the_events_name(self, scene):
        add(scene, "A secret dinner")
        entry = logged().latest("pk")
        assert (entry.object_label, entry.strand_id, entry.pairing_id) == (
            "Busan in Barcelona",
            scene.event.strand_id,
            scene.pairing.pk,
        )
        assert "secret" not in f"{entry.sentence} {entry.parameters}"

    def test_a_new_item_lands_where_its_day_and_time_belong(self, scene):
        add(scene, "noon", on_date=DAY, starts_at=at(12))
        add(scene, "next day", on_date=PartialDate(dt.date(2017, 11, 28)), starts_at=at(9))
        add(scene, "no day")
        add(scene, "morning", on_date=DAY, starts_at=at(9))
        add(scene, "evening", on_date=DAY, starts_at=at(19))
        add(scene, "no time", on_date=DAY)
        assert titles(scene.event) == ["morning", "noon", "evening", "no time", "next day", "no day"]

    def test_of_two_at_the_same_time_the_newer_comes_second(self, scene):
        for title, hour in (("noon", 12), ("evening", 19), ("also at noon", 12)):
            add(scene, title, on_date=DAY, starts_at=at(hour))
        assert titles(scene.event) == ["noon", "also at noon", "evening"]

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"title_en": ""}, "title"),
            ({"title_en": "x" * 201}, "title_en"),
            ({"kind": "picnic"}, "kind"),
            ({"starts_at": at(10), "ends_at": at(9)}, "ends_at"),
            ({"starts_at": at(10), "ends_at": at(10)}, "ends_at"),
            ({"ends_at": at(10)}, "starts_at"),
            ({"on_date": PartialDate(dt.date(2017, 11, 30))}, "on"),
            ({"on_date": PartialDate(dt.date(2017, 10, 1), "month")}, "on"),
            ({"languages": "en;xx"}, "languages"),
            ({"languages": "en;en"}, "languages"),
            ({"capacity": 0}, "capacity"),
            ({"source": "the mayor"}, "source"),
            ({"contact_on_day": "Kim, passport M12345678"}, "contact_on_day"),
            ({"contact_on_day": "x" * 201}, "contact_on_day"),
        ],
    )
    def test_what_is_refused(self, scene, values, field):
        with pytest.raises(DomainError) as refused:
            AddItem.do(scene.event, **scene.actor("eu"), values=VALUES | values)
        assert refused.value.field == field
        assert not AgendaItem.objects.exists()

    def test_a_month_that_holds_the_events_days_is_taken(self, scene):
        assert add(scene, "Some time", on_date=PartialDate(dt.date(2017, 11, 1), "month")).on_precision == "month"

    def test_an_open_end_is_open(self, scene):
        scene.event.forecast = period("2017-11-27")
        scene.event.save(by=None)
        late, early = (PartialDate(dt.date(*day)) for day in ((2018, 1, 9), (2017, 11, 26)))
        assert add(scene, "Visit", on_date=late).on_date == late
        with pytest.raises(DomainError, match="not one of the event's days"):
            add(scene, "Before it", on_date=early)

    def test_any_day_is_taken_of_an_event_without_days(self, scene):
        scene.event.forecast = period("2017")
        scene.event.forecast = type(scene.event.forecast)()
        scene.event.save(by=None)
        assert add(scene, "Some time", on_date=PartialDate(dt.date(2020, 1, 1)))

    def test_a_time_that_the_clocks_go_past_is_refused(self, scene):
        scene.event.forecast = period("2017-03-25", "2017-03-27")
        scene.event.save(by=None)
        night = {"on_date": PartialDate(dt.date(2017, 3, 26)), "starts_at": at(2, 30)}
        with pytest.raises(DomainError, match="clocks went forward") as refused:
            add(scene, "Night watch", **night)
        assert refused.value.field == "starts_at"
        seoul = CityFactory(time_zone="Asia/Seoul")
        scene.event.strand.cities.add(seoul)
        assert add(scene, "Night watch", **night, city=seoul)

    def test_records_of_another_strand_are_refused(self, scene):
        for name, record in (("city", CityFactory()), ("topic", ThemeFactory()), ("host", OrganisationFactory())):
            with pytest.raises(DomainError) as refused:
                add(scene, "Visit", **{name: record})
            assert refused.value.field == name
        with pytest.raises(DomainError) as refused:
            add(scene, "Visit", organisations=[OrganisationFactory()])
        assert refused.value.field == "organisation_1"

    def test_an_unknown_field_is_a_mistake_of_the_code(self, scene):
        with pytest.raises(ValueError, match="answer"):
            add(scene, "Visit", answer="confirmed")

    def test_a_cancelled_event_and_a_closed_pairing_are_read_only(self, scene):
        scene.event.status = "cancelled"
        scene.event.save(by=None)
        with pytest.raises(DomainError, match="cancelled"):
            add(scene, "Visit")
        scene.event.status = "planned"
        scene.event.save(by=None)
        scene.pairing.status = "closed"
        scene.pairing.save(by=None)
        with pytest.raises(DomainError, match="closed"):
            add(scene, "Visit")

    def test_of_a_plenary_coordinators_edit_nothing_and_hosts_do(self, scene):
        scene.event.all_pairings = True
        scene.event.save(by=None)
        with pytest.raises(NotAllowed):
            add(scene, "Visit", role="counterpart")
        assert add(scene, "Visit", role="eu")

    def test_one_that_serves_two_pairings_is_no_side_s_alone(self, scene):
        other = PairingFactory(strand=scene.event.strand)
        scene.event.pairings.add(other, through_defaults={"position": 2})
        with pytest.raises(NotAllowed):
            add(scene, "Visit", role="counterpart")


class TestEditing:
    def test_what_differs_is_saved_and_told_by_name(self, scene):
        item = add(scene, "Visit", contact_on_day="Marta")
        changes = {"place": "Casa Asia", "contact_on_day": "Kim", "title_en": "Visit "}
        row = EditItem.do(item, **scene.actor("counterpart"), version=item.version, changes=changes)
        assert (row.place, row.contact_on_day, row.title_en) == ("Casa Asia", "Kim", "Visit")
        entry = logged().latest("pk")
        assert entry.parameters == {"place": 1, "fields": "contact_on_day, place"}
        assert not row.history.filter(place="Casa Asia").values().first().get("contact_on_day")

    def test_an_old_form_and_an_empty_one(self, scene):
        item = add(scene, "Visit")
        EditItem.do(item, **scene.actor("eu"), version=item.version, changes={"place": "Here"})
        with pytest.raises(StaleRecord):
            EditItem.do(item, **scene.actor("eu"), version=item.version, changes={"place": "There"})
        item.refresh_from_db()
        with pytest.raises(AlreadyDone):
            EditItem.do(item, **scene.actor("eu"), version=item.version, changes={"place": "Here"})

    def test_another_time_puts_it_elsewhere(self, scene):
        first = add(scene, "first", on_date=DAY, starts_at=at(9))
        add(scene, "second", on_date=DAY, starts_at=at(10))
        EditItem.do(first, **scene.actor("eu"), version=first.version, changes={"starts_at": at(11)})
        assert titles(scene.event) == ["second", "first"]

    def test_what_is_outside_its_event_since_the_event_moved_can_still_be_edited(self, scene):
        item = AgendaItemFactory(event=scene.event, day="2017-12-24", title_en="Visit")
        row = EditItem.do(item, **scene.actor("eu"), version=item.version, changes={"place": "Here"})
        assert row.place == "Here"
        with pytest.raises(DomainError):
            EditItem.do(
                row,
                **scene.actor("eu"),
                version=row.version,
                changes={"on_date": PartialDate(dt.date(2017, 12, 25))},
            )

    def test_others_are_refused(self, scene):
        item = add(scene, "Visit")
        for action in (EditItem, RemoveItem, RestoreItem, MoveItem):
            more = {EditItem: {"changes": {"place": "x"}}, MoveItem: {"place": 1}}.get(action, {})
            with pytest.raises(NotAllowed):
                action.do(item, **scene.actor("observer"), version=item.version, **more)


class TestOrder:
    @pytest.fixture
    def rows(self, scene):
        return [add(scene, name, on_date=DAY) for name in "abcd"]

    @pytest.mark.parametrize(
        ("mine", "place", "expected"),
        [
            ("a", 2, ["b", "a", "c", "d"]),
            ("d", 1, ["d", "a", "b", "c"]),
            ("a", 4, ["b", "c", "d", "a"]),
            ("c", 2, ["a", "c", "b", "d"]),
        ],
    )
    def test_an_item_is_moved_to_a_place(self, scene, rows, mine, place, expected):
        item = AgendaItem.objects.get(title_en=mine)
        positions = sorted(row.position for row in AgendaItem.objects.all())
        MoveItem.do(item, **scene.actor("eu"), version=item.version, place=place)
        assert titles(scene.event) == expected
        assert sorted(row.position for row in AgendaItem.objects.all()) == positions
        assert logged().latest("pk").parameters["after"] == place

    def test_a_place_that_there_is_not_and_the_own_one(self, scene, rows):
        for place in (0, 5):
            with pytest.raises(DomainError) as refused:
                MoveItem.do(rows[0], **scene.actor("eu"), version=rows[0].version, place=place)
            assert refused.value.field == "place"
        with pytest.raises(AlreadyDone):
            MoveItem.do(rows[0], **scene.actor("eu"), version=rows[0].version, place=1)

    def test_positions_keep_their_gaps(self, scene):
        for position, name in ((3, "a"), (7, "b"), (20, "c")):
            AgendaItemFactory(event=scene.event, position=position, title_en=name)
        item = AgendaItem.objects.get(title_en="c")
        MoveItem.do(item, **scene.actor("eu"), version=item.version, place=1)
        rows = AgendaItem.objects.active().in_order()
        assert [(row.title_en, row.position) for row in rows] == [("c", 3), ("a", 7), ("b", 20)]


class TestTakingOut:
    def test_what_is_taken_out_can_be_put_back_where_it_belongs(self, scene):
        first = add(scene, "first", on_date=DAY, starts_at=at(9))
        add(scene, "second", on_date=DAY, starts_at=at(10))
        out = RemoveItem.do(first, **scene.actor("eu"), version=first.version)
        assert titles(scene.event) == ["second"]
        with pytest.raises(AlreadyDone):
            RemoveItem.do(out, **scene.actor("eu"), version=out.version)
        for action, more in ((EditItem, {"changes": {"place": "x"}}), (MoveItem, {"place": 1})):
            with pytest.raises(DomainError, match="Put it back first"):
                action.do(out, **scene.actor("eu"), version=out.version, **more)
        back = RestoreItem.do(out, **scene.actor("counterpart"), version=out.version)
        assert titles(scene.event) == ["first", "second"]
        back.refresh_from_db()
        with pytest.raises(AlreadyDone):
            RestoreItem.do(back, **scene.actor("eu"), version=back.version)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_languages_stand_in_the_order_of_their_names_behind_english_and_korean(language):
    with override(language):
        named = named_languages()
    names = [name for _code, name in named[2:]]
    assert [code for code, _name in named[:2]] == ["en", "ko"]
    assert names == sorted(names)
