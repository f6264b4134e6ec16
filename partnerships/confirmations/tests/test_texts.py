"""The texts that both sides confirm: their canonical form and editions, and who edits which."""

import hashlib
import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, strategies as st

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from partnerships.confirmations.actions import EditText
from partnerships.confirmations.models import canonical_text, same_text
from partnerships.confirmations.selectors import (
    find_text,
    texts_of,
)
from partnerships.models import ActionPlan, AgreedThemes, Closing, Milestone, Pairing, TextEdition
from partnerships.tests.factories import FollowUpFactory, ThemeFactory
from partnerships.tests.two_sides import two_sides

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
NAME = st.sampled_from(["vision_en", "vision_ko"])


def canonical(body: dict) -> str:
    return canonical_text(kind="action-plan", pairing="strand/pairing", edition=2, body=body)


class TestCanonicalText:
    """Two texts are the same where their bytes are."""

    def test_it_looks_like_this(self):
        items = [{"kind": "milestone", "title_en": "Visit |  now", "until": "2017-04"}]
        body = {"vision_en": "One\r\nTwo  \n\n", "vision_ko": "", "items": items}
        assert canonical(body) == (
            "World Cities text 1\nkind: action-plan\npairing: strand/pairing\nedition: 2\n"
            "\n[vision_en]\nOne\nTwo\n\n[vision_ko]\n\n\n[items]\nmilestone | Visit \\| now | 2017-04\n"
        )

    @given(TEXT)
    def test_the_way_a_text_was_typed_does_not_matter(self, text):
        plain = canonical({"vision_en": text})
        one_end = text.replace("\r\n", "\n").replace("\r", "\n")
        for end in ("\n", "\r", "\r\n"):
            assert canonical({"vision_en": one_end.replace("\n", end)}) == plain
        assert canonical({"vision_en": unicodedata.normalize("NFD", text)}) == plain
        assert canonical({"vision_en": "".join(f"{line}  \n" for line in one_end.split("\n"))}) == plain

    @given(TEXT)
    def test_it_is_stable_and_clean(self, text):
        plain = canonical({"vision_en": text})
        assert plain == unicodedata.normalize("NFC", plain)
        assert "\r" not in plain
        assert plain.endswith("\n")
        assert all(line == line.rstrip() for line in plain.split("\n"))

    @given(TEXT, TEXT, TEXT, TEXT)
    def test_two_texts_are_never_taken_for_one(self, one, two, three, four):
        first, second = {"x": one, "y": two}, {"x": three, "y": four}
        same = same_text(one, three) and same_text(two, four)
        assert (canonical(first) == canonical(second)) == same

    def test_a_line_that_looks_like_a_field_is_none(self):
        one = {"x": "p\n\n[y]\nq", "y": "r"}
        two = {"x": "p", "y": "q\n\n[y]\nr"}
        assert canonical(one) != canonical(two)

    @given(st.lists(st.tuples(TEXT, TEXT), max_size=3), st.lists(st.tuples(TEXT, TEXT), max_size=3))
    def test_nor_are_two_lists(self, one, two):
        def body(pairs: list) -> dict:
            # One blank is as good as several inside a value of a list.
            values = [[unicodedata.normalize("NFC", " ".join(part.split())) for part in pair] for pair in pairs]
            return {"items": [{"a": "row", "b": first, "c": second, "d": "."} for first, second in values]}

        assert (canonical(body(one)) == canonical(body(two))) == (body(one) == body(two))


@pytest.mark.django_db
class TestEditions:
    """The edition rises with the confirmed text, and with nothing else."""

    @pytest.mark.parametrize(
        ("field", "value", "rises"),
        [
            ("title_en", "Another", True),
            ("title_ko", "다른 제목", True),
            ("outcome_en", "Held.", True),
            ("outcome_ko", "개최", True),
            ("note", "Bring the badges.", False),
            ("reason", "The venue was taken.", False),
            ("status", "done", False),
            ("source", "https://example.org", False),
            ("outcome_en", "One\r\nTwo ", False),
        ],
    )
    def test_of_a_milestone(self, field, value, rises):
        milestone = two_sides().milestone(outcome_en="One\nTwo")
        setattr(milestone, field, value)
        milestone.save(by=None)
        assert milestone.edition == (2 if rises else 1)
        milestone.refresh_from_db()
        assert milestone.edition == (2 if rises else 1)

    def test_with_update_fields_too_and_not_where_the_save_fails(self):
        milestone = two_sides().milestone()
        stale = Milestone.objects.get(pk=milestone.pk)
        milestone.title_en = "Another"
        milestone.save(by=None, update_fields=["title_en"])
        milestone.refresh_from_db()
        assert milestone.edition == 2
        stale.title_en = "A third"
        with pytest.raises(StaleRecord):
            stale.save(by=None)
        assert stale.edition == 1

    def test_it_is_told_by_what_was_read_last_and_not_by_a_part_read_afresh(self):
        milestone = two_sides().milestone(title_en="Launch")
        other = Milestone.objects.get(pk=milestone.pk)
        other.title_en = "Another"
        other.save(by=None)
        milestone.refresh_from_db()
        milestone.save(by=None)
        assert milestone.edition == 2
        milestone.title_en = "A third"
        milestone.refresh_from_db(fields=["version"])
        milestone.save(by=None)
        assert milestone.edition == 3

    def test_a_step_added_to_those_that_were_read_makes_an_edition(self, sides):
        plan = ActionPlan.objects.get(pk=sides.plan(items=[{"title_en": "Ferries"}]).pk)
        plan.items.append({"title_en": "Trams"})
        plan.save(by=None)
        assert plan.edition == 2

    def test_what_a_query_leaves_out_of_a_text_costs_nothing_until_it_is_saved(self, sides):
        sides.milestone()
        with CaptureQueriesContext(connection) as queries:
            (milestone,) = Milestone.objects.defer("outcome_en")
        assert len(queries.captured_queries) == len([milestone])
        milestone.title_en = "Another"
        milestone.save(by=None)
        assert milestone.edition == 2

    def test_the_hash_is_that_of_the_canonical_text_and_says_which_text_it_is(self, sides):
        edition = sides.ask(sides.plan(vision_ko="더 푸른 항만"))
        assert hashlib.sha256(edition.canonical.encode()).hexdigest() == edition.sha256
        assert f"pairing: {sides.pairing.strand.code}/busan-barcelona\n" in edition.canonical
        assert "kind: action-plan\n" in edition.canonical
        assert {word.sha256 for word in edition.confirmations.all()} == {edition.sha256}

    def test_a_theme_that_is_renamed_later_keeps_its_name_in_the_frozen_text(self, sides):
        edition = sides.ask(sides.themes())
        theme = sides.pairing.strand.themes.get()
        name = theme.name_en
        theme.name_en = "Renamed"
        theme.save(by=None)
        edition.refresh_from_db()
        assert edition.body["themes"] == [{"code": theme.code, "name_en": name, "name_ko": theme.name_ko}]


@pytest.mark.django_db
class TestFinding:
    """A pairing has three texts, begun or not, and its milestones' own."""

    def test_all_texts_of_a_pairing(self, sides):
        own = sides.milestone(code="closing-meeting")
        sides.milestone(code="named", confirmed_text="closing")
        plan = sides.plan()
        found = texts_of(sides.pairing)
        assert [text.text_slug for text in found] == [
            "agreed-themes",
            "action-plan",
            "closing",
            "public-results",
            "milestone-closing-meeting",
        ]
        assert [text.pk for text in found] == [None, plan.pk, None, None, own.pk]
        assert [find_text(sides.pairing, text.text_slug) for text in (found[1], found[4])] == [plan, own]

    @pytest.mark.parametrize("slug", ["minutes", "milestone-named", "milestone-", "milestone-nowhere", ""])
    def test_what_is_no_text_is_none(self, sides, slug):
        sides.milestone(code="named", confirmed_text="closing")
        assert find_text(sides.pairing, slug) is None

    def test_themes_nobody_wrote_down_yet_are_those_the_pairing_shows(self):
        scene = two_sides(theme_codes="smart-city;energy")
        assert find_text(scene.pairing, "agreed-themes").theme_codes == "smart-city;energy"


@pytest.mark.django_db
class TestEditing:
    """Joint texts are for both sides and the office, each side's part of the closing for that side."""

    @pytest.mark.parametrize("role", ["eu", "counterpart", "staff", "administrator"])
    def test_joint_texts_are_written_by_both_sides_and_the_office(self, sides, role):
        plan = EditText.do(
            find_text(sides.pairing, "action-plan"),
            version=1,
            changes={"vision_en": "A greener port."},
            **sides.by(role),
        )
        assert (plan.vision_en, plan.edition, plan.version) == ("A greener port.", 1, 1)
        entry = AuditEntry.objects.get(action="text-edit")
        assert (entry.actor, entry.parameters["fields"]) == (sides.people[role], "vision_en")

    @pytest.mark.parametrize("role", ["authority", "observer", "neighbour"])
    def test_nobody_else_does(self, sides, role):
        for text in (sides.plan(), sides.closing(), sides.themes()):
            with pytest.raises(NotAllowed):
                EditText.do(text, version=1, changes={}, **sides.by(role))

    def test_agreed_themes_are_shown_by_the_pairing_in_their_order(self, sides):
        themes = [ThemeFactory(strand=sides.pairing.strand, code=code) for code in ("energy", "transport", "water")]
        text = find_text(sides.pairing, "agreed-themes")
        changes = {"themes": [themes[2], themes[0]], "agreed_by_en": "The launch meeting"}
        text = EditText.do(text, version=1, changes=changes, **sides.by("eu"))
        pairing = Pairing.objects.get(pk=sides.pairing.pk)
        assert text.theme_codes == pairing.theme_codes == "water;energy"
        assert [row.theme for row in pairing.chosen_themes.all()] == [themes[2], themes[0]]
        text = EditText.do(text, version=text.version, changes={"themes": themes[:2]}, **sides.by("eu"))
        assert text.edition == 2
        assert [row.theme for row in pairing.chosen_themes.all()] == themes[:2]

    def test_themes_are_refused_where_there_are_none_twice_or_of_elsewhere(self, sides):
        text = sides.themes()
        theme, foreign = sides.pairing.strand.themes.get(), ThemeFactory()
        for themes, why in (([], "at least one"), ([theme, theme], "twice"), ([foreign], "another strand")):
            with pytest.raises(DomainError, match=why) as refused:
                EditText.do(text, version=1, changes={"themes": themes}, **sides.by("eu"))
            assert refused.value.field == "theme_1"

    def test_a_side_writes_its_own_part_of_the_closing_only(self, sides):
        closing = sides.closing()
        closing = EditText.do(closing, version=1, changes={"eu_prospects_en": "A second round."}, **sides.by("eu"))
        assert closing.eu_prospects_en == "A second round."
        with pytest.raises(NotAllowed):
            EditText.do(closing, version=closing.version, changes={"counterpart_prospects_en": "No."}, **sides.by("eu"))
        # What is sent along unchanged is no edit.
        same = {"counterpart_take_aways_ko": closing.counterpart_take_aways_ko, "eu_prospects_en": "A third."}
        assert EditText.do(closing, version=closing.version, changes=same, **sides.by("eu")).edition == 3

    @pytest.mark.parametrize("role", ["staff", "administrator"])
    def test_the_office_writes_for_a_side_with_a_reason(self, sides, role):
        closing, given = sides.closing(), {"version": 1, "changes": {"eu_prospects_en": "A second round."}}
        with pytest.raises(DomainError) as refused:
            EditText.do(closing, **given, **sides.by(role))
        assert refused.value.field == "reason"
        EditText.do(closing, **given, reason="Sent by mail", **sides.by(role))
        entry = AuditEntry.objects.get(action="text-edit")
        assert (entry.reason, entry.parameters["on_behalf"]) == ("Sent by mail", "eu")

    @pytest.mark.parametrize("status", ["closed", "discontinued"])
    def test_nothing_is_written_in_a_pairing_that_is_over(self, status):
        scene = two_sides(status=status)
        plan = scene.plan()
        with pytest.raises(DomainError, match="The pairing is"):
            EditText.do(plan, version=1, changes={"vision_en": "Other"}, **scene.by("eu"))

    def test_saving_without_a_change_voids_nothing(self, sides):
        plan = sides.plan()
        sides.both_confirm(sides.ask(plan))
        plan.refresh_from_db()
        with pytest.raises(AlreadyDone):
            EditText.do(plan, version=plan.version, changes={"vision_en": plan.vision_en}, **sides.by("eu"))
        assert TextEdition.objects.of(plan).count() == 1

    def test_the_second_of_two_editors_is_told(self, sides):
        plan = sides.plan()
        EditText.do(plan, version=1, changes={"vision_en": "First"}, **sides.by("eu"))
        with pytest.raises(StaleRecord):
            EditText.do(plan, version=1, changes={"vision_en": "Second"}, **sides.by("counterpart"))

    @pytest.mark.parametrize(
        ("slug", "changes"), [("action-plan", {"vision_en": "One"}), ("closing", {"eu_prospects_en": "One"})]
    )
    def test_two_people_cannot_begin_a_text_at_once(self, sides, slug, changes):
        first, second = find_text(sides.pairing, slug), find_text(sides.pairing, slug)
        EditText.do(first, version=1, changes=changes, **sides.by("eu"))
        with pytest.raises(DomainError, match="began this text meanwhile"):
            EditText.do(second, version=1, changes=changes, **sides.by("eu"))
        assert sum(model.objects.count() for model in (ActionPlan, AgreedThemes, Closing)) == 1

    def test_an_edit_of_the_plan_takes_the_steps_along(self, sides):
        plan = sides.plan()
        FollowUpFactory(pairing=sides.pairing, what_en="Send the data")
        plan = EditText.do(plan, version=1, changes={"vision_en": "Other"}, **sides.by("eu"))
        assert [item["title_en"] for item in plan.items] == ["Send the data"]
        assert plan.edition == 2
        # So asking for it freezes just this edition.
        assert sides.ask(plan).edition == 2
