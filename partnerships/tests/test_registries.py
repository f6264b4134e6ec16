"""What an app further right registers: its records take part in what pairings offer, and leave no trace without it."""

import datetime as dt

import pytest
from django.db.models import F, Q, Value
from django.urls import reverse

from core import clock
from core.columns import Column
from core.tests.queries import count_queries
from partnerships.columns.documents import DOCUMENT_FILTERS
from partnerships.enums import BuiltIn
from partnerships.models import Agreement, FollowUp, Measurement, Stage, Target
from partnerships.services.activity import contact_days, register_sign, silence
from partnerships.services.attachable import Attachable, attachable_of, find_attachable, register_attachable
from partnerships.services.attached import attached
from partnerships.services.counts import COUNTS, BuiltInCount, Source, read_counts, reading_of, register_count
from partnerships.services.integrity import contradictions, register_check
from partnerships.services.notes import add_note
from partnerships.services.record_kinds import KINDS, Kind, register_kind
from partnerships.services.restoring import restore_version
from partnerships.services.stages import edit_stage
from partnerships.tests.factories import FollowUpFactory
from partnerships.tests.factories_together import (
    AgreementFactory,
    TargetFactory,
)
from partnerships.tests.pages import sign_in, text_of
from partnerships.tests.registries import as_before
from partnerships.tests.two_sides import two_sides

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 25)
_registries = pytest.fixture(autouse=True)(as_before)


@pytest.fixture
def scene():
    return two_sides()


def _page(client, scene, role, address):
    sign_in(client, scene, role)
    return client.get(address)


def test_documents_and_notes_hang_on_a_registered_kind(scene):
    target = TargetFactory(strand=scene.pairing.strand, pairing=scene.pairing, built_in="contacts")
    kinds = next(one for one in DOCUMENT_FILTERS if one.key == "kind")
    asked = {"grants": scene.grants("eu"), "pairing": scene.pairing, "slug": "aim", "pk": target.pk}
    assert find_attachable(**asked) is None
    register_attachable(Attachable("aim", Target))
    assert find_attachable(**asked) == target
    assert attachable_of(target).label == "Target"
    assert "target" in dict(kinds.choices(scene.pairing))
    assert find_attachable(**asked | {"slug": "other"}) is None
    add_note(**scene.by("eu"), record=target, text="Ask for the baseline.")
    (note,) = attached(scene.grants("eu"), [target])[Target, target.pk].notes
    assert note.row.text == "Ask for the baseline."


class TestKinds:
    """A kind that lies in the strand, has no pairing, and is not seen by everybody in it."""

    @pytest.fixture
    def stage(self, scene, monkeypatch):
        def visible_to(rows, grants):
            return rows.filter(strand__in=grants.staff)

        monkeypatch.setattr(type(Stage.objects.all()), "visible_to", visible_to)
        register_kind(
            Kind(
                "step",
                Stage,
                "stage",
                edit_stage,
                lambda grants, row: row.strand_id in grants.staff,
                ("name_en", "name_ko", "source"),
                ("strand",),
                kept=lambda _grants, _row: ["source"],
                above=lambda row: [("Steps", row.strand.get_absolute_url())],
            )
        )
        stage = scene.pairing.strand.stages.get()
        stage.name_en, stage.source = "Launch", "the first report"
        stage.save(by=scene.people["staff"])
        stage.name_en, stage.source = "Kick-off", "the second report"
        stage.save(by=scene.people["staff"])
        return stage

    def _address(self, stage, query=""):
        return reverse("partnerships:record-history", args=[stage.strand.code, "step", stage.pk]) + query

    def test_its_history_is_read_by_those_who_see_it_below_its_own_place(self, client, scene, stage):
        answer = _page(client, scene, "staff", self._address(stage, f"?a={stage.version - 1}&b={stage.version}"))
        assert answer.status_code == 200
        assert "Steps" in [name for name, _url in answer.context["crumbs"]]
        assert [(one.old, one.new) for one in answer.context["changes"]] == [("Launch", "Kick-off")]
        assert "the first report" not in text_of(answer)
        for role in ("observer", "eu", "authority"):
            assert _page(client, scene, role, self._address(stage)).status_code == 404

    def test_an_older_text_comes_back(self, scene, stage):
        from_version = stage.version - 1
        restore_version(
            **scene.by("staff"),
            kind=KINDS["step"],
            record=Stage.objects.get(pk=stage.pk),
            version=stage.version,
            number=from_version,
        )
        stage.refresh_from_db()
        assert (stage.name_en, stage.source) == ("Launch", "the second report")

    def test_an_unknown_kind_has_no_page(self, client, scene):
        address = reverse("partnerships:record-history", args=[scene.pairing.strand.code, "step", 1])
        assert _page(client, scene, "staff", address).status_code == 404


def test_a_registered_sign_ends_the_silence_of_its_side(scene):
    pairing = scene.pairing
    FollowUpFactory(pairing=pairing, side="eu", due_on=TODAY - dt.timedelta(days=3))

    def promised(keys, until):
        rows = FollowUp.objects.filter(pairing__in=keys, due_on__lte=until)
        return rows.annotate(
            sign_pairing=F("pairing_id"), sign_side=F("side"), sign_kind=Value(""), sign_day=F("due_on")
        )

    before = count_queries(lambda: silence([pairing], clock.end_of(TODAY)))
    assert silence([pairing], clock.end_of(TODAY))[pairing.pk].never
    register_sign(promised)
    register_sign(promised)
    found = silence([pairing], clock.end_of(TODAY))[pairing.pk]
    assert (found.days, found.side, found.last) == (3, "counterpart", {"eu": TODAY - dt.timedelta(days=3)})
    assert contact_days([pairing], TODAY, days=7)[pairing.pk] == {"eu": {TODAY - dt.timedelta(days=3)}}
    assert count_queries(lambda: silence([pairing], clock.end_of(TODAY))) == before


class TestCounts:
    def _register(self):
        rows = Source(
            "held",
            lambda _today: Agreement.objects.all(),
            "pairing",
            ("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"),
            dealings=True,
            columns=(Column("what", "What", lambda row: row.title),),
            order=("search_text", "pk"),
        )
        register_count(BuiltInCount(BuiltIn.MEETINGS, rows, lambda _today: Q(kind="mou")))

    @pytest.fixture(autouse=True)
    def _nobody_counts(self):
        for slug in (BuiltIn.MEETINGS, BuiltIn.PARTICIPANTS, BuiltIn.DAYS):
            COUNTS.pop(slug, None)

    def test_a_count_that_nobody_makes_is_shown_nowhere(self, client, scene):
        TargetFactory(strand=scene.pairing.strand, pairing=None, built_in="meetings")
        code = scene.pairing.strand.code
        answer = _page(client, scene, "staff", reverse("partnerships:indicator-list", args=[code]))
        assert answer.status_code == 200
        assert "Events held" not in text_of(answer)
        for name in ("figure-rows", "target-set"):
            address = reverse(f"partnerships:{name}", args=[code, "meetings"])
            assert _page(client, scene, "staff", address).status_code == 404

    def test_a_registered_count_is_shown_with_its_rows(self, client, scene):
        AgreementFactory(pairing=scene.pairing, kind="mou", title_en="Port data")
        AgreementFactory(pairing=scene.pairing, kind="letter-of-intent", title_en="Trams")
        self._register()
        code = scene.pairing.strand.code
        answer = _page(client, scene, "staff", reverse("partnerships:indicator-list", args=[code]))
        assert "Events held" in text_of(answer)
        rows = _page(client, scene, "eu", reverse("partnerships:figure-rows", args=[code, "meetings"]))
        assert rows.context["value"] == "1"
        assert "Port data" in text_of(rows)
        assert "Trams" not in text_of(rows)
        target = reverse("partnerships:target-set", args=[code, "meetings"])
        assert _page(client, scene, "staff", target).status_code == 200

    def test_nothing_held_is_zero_also_where_it_is_added_up(self, client, scene):
        rows = Source("measured", lambda _today: Measurement.objects.all(), "pairing", ())
        register_count(BuiltInCount(BuiltIn.DAYS, rows, lambda _today: Q(), summed="value"))
        groups = read_counts(strand=scene.pairing.strand, today=TODAY)
        assert reading_of(groups, None, BuiltIn.DAYS).value == 0
        assert reading_of(groups, scene.pairing.pk, BuiltIn.DAYS).value == 0


def test_contradictions_of_other_apps_are_found(scene):
    before = list(contradictions())
    register_check(lambda: [("event autumn", "it ends before it starts")])
    assert list(contradictions()) == [*before, ("event autumn", "it ends before it starts")]
