"""Writing plan and report of a journey: who may, when, what a text must not hold; finishing and taking up again."""

import datetime as dt

import pytest
from PIL import Image

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.tests.arranged import logged
from events.enums import TripPaperKind
from events.models import Delegation, Event, TripPaper, TripPhoto
from events.tests.factories import TripPhotoFactory
from events.tests.trip_scene import AFTER, BEFORE, kept_photos, tell_trip
from events.trips.actions import (
    AddTripPhoto,
    EditTripPaper,
    EditTripPhoto,
    FinishTripPaper,
    RemoveTripPhoto,
    ReopenTripPaper,
)
from events.trips.models import MOST_PHOTOS
from partnerships.documents.uploads import check_upload
from partnerships.tests.files import FILES, photograph, upload

pytestmark = pytest.mark.django_db
PLAN, REPORT = TripPaperKind.PLAN, TripPaperKind.REPORT
TEXTS = {"outline_en": "Went well.", "implications_ko": "장기 임대 방식 검토"}


@pytest.fixture(autouse=True)
def _now():
    with clock.fixed_at(AFTER):
        yield


@pytest.fixture
def trip():
    return tell_trip()


def edit(trip, role="counterpart", kind=REPORT, *, version=None, **changes):
    paper = TripPaper(delegation=trip.delegation, kind=kind)
    return EditTripPaper.do(paper, **trip.by(role), version=version, changes=changes or TEXTS)


def add_photo(trip, role="counterpart", *, name="photo.jpg", content=None, **captions):
    sent = check_upload(upload(name, content or FILES[name]))
    given = captions or {"caption_ko": "22@ 혁신지구"}
    report = TripPaper(delegation=trip.delegation, kind=REPORT)
    return AddTripPhoto.do(report, **trip.by(role), file=sent, captions=given)


@pytest.mark.parametrize("role", ["counterpart", "staff", "administrator"])
def test_the_own_side_and_the_office_write(trip, role):
    paper = edit(trip, role)
    assert (paper.outline, paper.implications_ko, paper.delegation) == (
        "Went well.",
        TEXTS["implications_ko"],
        trip.delegation,
    )
    entry = AuditEntry.objects.get(action="trip-paper-edit")
    assert entry.sentence == "Trip report: changed Implications in Korean, Outline in English"


@pytest.mark.parametrize("role", ["eu", "other", "authority", "observer", "outsider", "nobody"])
def test_nobody_else_does(trip, role):
    with pytest.raises(NotAllowed):
        edit(trip, role)
    with pytest.raises(NotAllowed):
        add_photo(trip, role)
    assert not TripPaper.objects.exists()


def test_the_first_word_makes_the_delegation(trip):
    trip.delegation.delegates.all().delete()
    Delegation.objects.all().delete()
    event = Event.objects.with_names().get(pk=trip.mission.pk)
    trip.delegation = Delegation(event=event, participation=trip.pairing.counterpart)
    assert edit(trip).delegation == Delegation.objects.get()


def test_a_second_beginning_of_the_same_paper_is_refused(trip):
    edit(trip)
    with pytest.raises(DomainError, match="Somebody began this paper meanwhile"):
        edit(trip, outline_en="Otherwise")


def test_a_stale_version_is_refused_and_the_same_words_are_no_change(trip):
    paper = edit(trip)
    with pytest.raises(AlreadyDone):
        edit(trip, version=paper.version, outline_en=" Went well. ")
    edit(trip, version=paper.version, outline_en="Went very well.")
    with pytest.raises(StaleRecord):
        edit(trip, version=paper.version, outline_en="Otherwise")


def test_a_report_waits_until_the_journey_begins_and_a_plan_does_not(trip):
    with clock.fixed_at(BEFORE):
        with pytest.raises(DomainError, match="still to come"):
            edit(trip)
        assert edit(trip, kind=PLAN, purpose_en="To learn.").purpose == "To learn."


def test_a_cancelled_event_and_a_closed_pairing_are_read_only(trip):
    Event.objects.filter(pk=trip.mission.pk).update(status="cancelled")
    with pytest.raises(DomainError, match="cancelled"):
        edit(trip)
    Event.objects.filter(pk=trip.mission.pk).update(status="held")
    type(trip.pairing).objects.filter(pk=trip.pairing.pk).update(status="closed")
    with pytest.raises(DomainError, match="closed"):
        edit(trip)
    with pytest.raises(DomainError, match="closed"):
        add_photo(trip)


def test_a_host_begins_no_paper_and_mends_what_it_had_written(trip):
    trip.mission.hosting.create(participation=trip.pairing.counterpart, position=1)
    for kind, words in ((PLAN, {"purpose_en": "To learn."}), (REPORT, {"outline_en": "Went well."})):
        with pytest.raises(DomainError, match="Hosts do not travel"):
            edit(trip, kind=kind, **words)
    with pytest.raises(DomainError, match="Hosts do not travel"):
        add_photo(trip, caption_en="In front of the town hall")
    assert not TripPaper.objects.exists()
    trip.mission.hosting.all().delete()
    paper = edit(trip)
    trip.mission.hosting.create(participation=trip.pairing.counterpart, position=1)
    assert edit(trip, version=paper.version, outline_en="Went very well.").outline == "Went very well."


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outline_ko": "여권번호 M12345678"}, "outline_ko"),
        ({"implications_en": "900101-1234567"}, "implications_en"),
        ({"outline_en": "x" * 8001}, "outline_en"),
        ({"returned_on": dt.date(2026, 10, 11)}, "returned_on"),
    ],
)
def test_what_must_not_stand_in_a_paper_is_refused_beside_its_field(trip, changes, field):
    with pytest.raises(DomainError) as refused:
        edit(trip, **changes)
    assert refused.value.field == field
    assert not TripPaper.objects.exists()


def test_a_field_of_the_other_paper_is_a_fault_of_the_code(trip):
    with pytest.raises(ValueError, match="purpose_en"):
        edit(trip, purpose_en="To learn.")


def test_the_day_of_return_belongs_to_the_delegation_and_is_told(trip):
    edit(trip, returned_on=dt.date(2026, 10, 17))
    assert Delegation.objects.get().returned_on == dt.date(2026, 10, 17)
    assert AuditEntry.objects.get(action="trip-return-set").sentence == "Noted the day of return: 17 October 2026"
    assert not AuditEntry.objects.filter(action="trip-paper-edit").exists()


def test_a_paper_is_finished_taken_up_again_and_open_after_an_edit(trip):
    who = trip.by("counterpart")
    paper = edit(trip)
    done = FinishTripPaper.do(paper, **who, version=paper.version)
    assert (done.finished_at, done.finished_label) == (clock.now(), str(who["by"]))
    with pytest.raises(AlreadyDone):
        FinishTripPaper.do(paper, **who, version=paper.version)
    again = ReopenTripPaper.do(done, **who, version=done.version)
    assert again.finished_at is None
    with pytest.raises(AlreadyDone):
        ReopenTripPaper.do(again, **who, version=again.version)
    done = FinishTripPaper.do(again, **who, version=again.version)
    assert edit(trip, version=done.version, outline_en="Otherwise").finished_at is None
    acts = AuditEntry.objects.filter(action__startswith="trip-paper").order_by("pk").values_list("action", flat=True)
    assert [act.removeprefix("trip-paper-") for act in acts] == ["edit", "finish", "reopen", "finish", "edit"]


@pytest.mark.parametrize(("kind", "texts"), [(PLAN, {}), (REPORT, {"outline_en": "Went well."})])
def test_a_paper_without_its_text_is_not_finished(trip, kind, texts):
    paper = TripPaper(delegation=trip.delegation, kind=kind, **texts)
    paper.save(by=None)
    with pytest.raises(DomainError, match="first"):
        FinishTripPaper.do(paper, **trip.by("counterpart"), version=paper.version)


def test_a_photograph_is_kept_upright_and_without_place_and_device(trip):
    photo = add_photo(trip, content=photograph())
    with photo.file.open("rb") as file, Image.open(file) as kept:
        assert kept.size == (6, 8)
        assert not dict(kept.getexif())
    assert (photo.position, photo.media_type, photo.caption) == (1, "image/jpeg", "22@ 혁신지구")
    assert photo.file.name.startswith("trips/")
    assert logged().get().action == "trip-photo-add"


@pytest.mark.parametrize("name", ["photo.png", "photo.webp", "photo.gif"])
def test_pictures_of_other_kinds_are_taken(trip, name):
    assert add_photo(trip, name=name).media_type == "image/jpeg"


@pytest.mark.parametrize("name", ["plan.pdf", "scan.tif", "plan.docx"])
def test_what_is_no_photograph_is_refused(trip, name):
    with pytest.raises(DomainError, match="not a picture") as refused:
        add_photo(trip, name=name)
    assert refused.value.field == "file"


def test_a_photograph_needs_a_caption_and_leaves_no_file_where_it_is_refused(trip):
    before = kept_photos()
    for captions in ({"caption_en": " "}, {"caption_en": "M12345678"}, {"caption_en": "two\nlines"}):
        with pytest.raises(DomainError) as refused:
            add_photo(trip, **captions)
        assert refused.value.field.startswith("caption")
    after = kept_photos()
    assert (before, TripPhoto.objects.count(), TripPaper.objects.count()) == (after, 0, 0)


def test_a_report_holds_so_many_photographs_and_no_more(trip):
    paper = edit(trip)
    for _number in range(MOST_PHOTOS):
        TripPhotoFactory(paper=paper)
    with pytest.raises(DomainError, match="holds 12"):
        add_photo(trip)


def test_photographs_change_places(trip):
    first, second, third = (add_photo(trip, caption_en=word) for word in ("one", "two", "three"))
    EditTripPhoto.do(third, **trip.by("counterpart"), version=third.version, captions={}, place=1)
    rows = TripPhoto.objects.order_by("position")
    assert [row.caption_en for row in rows] == ["three", "one", "two"]
    assert [row.position for row in rows] == [1, 2, 3]
    with pytest.raises(StaleRecord):
        EditTripPhoto.do(first, **trip.by("counterpart"), version=first.version, captions={"caption_en": "uno"})
    second.refresh_from_db()
    with pytest.raises(AlreadyDone):
        EditTripPhoto.do(second, **trip.by("counterpart"), version=second.version, captions={}, place=99)


def test_photographs_keep_the_numbers_that_they_have_where_one_was_removed(trip):
    first, second, third = (add_photo(trip, caption_en=word) for word in ("one", "two", "three"))
    RemoveTripPhoto.do(first, **trip.by("counterpart"), version=first.version)

    def change(photo, **changed):
        EditTripPhoto.do(photo, **trip.by("counterpart"), version=photo.version, **{"captions": {}} | changed)
        photo.refresh_from_db()
        return [(row.pk, row.position) for row in TripPhoto.objects.filter(removed_at=None).order_by("position")]

    stood = [(second.pk, 2), (third.pk, 3)]
    assert change(third, captions={"caption_en": "drei"}) == stood
    assert change(third, place=1) == [(third.pk, 2), (second.pk, 3)]
    assert change(third, place=2) == stood


def test_a_removed_photograph_loses_its_file(trip, django_capture_on_commit_callbacks):
    photo = add_photo(trip)
    name, storage = photo.file.name, photo.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        RemoveTripPhoto.do(photo, **trip.by("counterpart"), version=photo.version)
    assert not storage.exists(name)
    row = TripPhoto.objects.get()
    assert (bool(row.removed_at), row.file.name) == (True, "")
    with pytest.raises(AlreadyDone):
        RemoveTripPhoto.do(row, **trip.by("counterpart"), version=row.version)


def test_a_photograph_opens_a_finished_report_again(trip):
    paper = edit(trip)
    FinishTripPaper.do(paper, **trip.by("counterpart"), version=paper.version)
    photo = add_photo(trip)
    paper.refresh_from_db()
    assert paper.finished_at is None
    FinishTripPaper.do(paper, **trip.by("counterpart"), version=paper.version)
    RemoveTripPhoto.do(photo, **trip.by("staff"), version=photo.version)
    paper.refresh_from_db()
    assert paper.finished_at is None
