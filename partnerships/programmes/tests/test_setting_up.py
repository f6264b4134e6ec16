"""A strand is set up step by step, by staff as by an administrator, and mended afterwards."""

import re

import pytest

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.periods import PartialDate, Period
from core.tests.queries import count_queries
from partnerships.models import Invitation, PlanItem, Programme, Stage, Strand, StrandRole, Theme
from partnerships.pairings.actions import OpenPairing
from partnerships.people.actions import InviteCoordinators
from partnerships.people.selectors import read_grants
from partnerships.plan.actions import EditStrand
from partnerships.programmes.selectors import next_step, set_up_steps
from partnerships.programmes.set_up_actions import AddThemes, EditTheme, StartStrand, TakePlan, themes_text
from partnerships.tests.factories import (
    PairingFactory,
    ParticipationFactory,
    PlanItemFactory,
    StageFactory,
    StrandFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
VALUES = {
    "programme_en": "World Cities",
    "programme_ko": "세계도시 프로젝트",
    "countries": "KR",
    "starts_on": PartialDate.parse("2027-03"),
    "ends_on": PartialDate.parse("2028-04"),
    "second_language": "ko",
}


def start(sides, role="administrator", **changed):
    return StartStrand.do(Strand(), values=VALUES | changed, **sides.by(role))


@pytest.fixture
def office(sides):
    """Who sets up, as of now: a new strand gives staff a role in it."""
    return lambda role="administrator": {"by": sides.people[role], "grants": read_grants(sides.people[role])}


def test_what_is_left_empty_is_made_of_country_and_years(sides):
    strand = start(sides)
    assert (strand.code, strand.phase) == ("eu-south-korea-2027", "2027-2028")
    assert (strand.name_en, strand.name_ko) == ("EU - South Korea", "EU - 한국")
    assert (strand.programme_record.name_en, strand.programme_ko) == ("World Cities", "세계도시 프로젝트")
    assert not strand.roles.exists()
    again = start(sides, programme_en="world cities ", ends_on=None, second_language="", countries="KR;JP")
    assert again.programme_record == strand.programme_record
    assert (again.phase, again.name_ko, again.country_codes) == ("2027", "", ["KR", "JP"])
    assert Programme.objects.filter(name_en="World Cities").count() == 1


def test_staff_of_a_strand_become_staff_of_the_new_one_and_nobody_else_begins_one(sides):
    strand = start(sides, "staff")
    assert StrandRole.objects.get(strand=strand).user == sides.people["staff"]
    for role in ("eu", "authority", "observer"):
        with pytest.raises(NotAllowed):
            start(sides, role)


def test_a_strand_does_not_end_before_it_starts(sides):
    with pytest.raises(DomainError) as refused:
        start(sides, ends_on=PartialDate.parse("2026"))
    assert refused.value.field == "ends_on"


def test_a_language_that_no_pdf_shows_is_refused_wherever_a_strand_is_given_one(sides):
    words = "The PDF cannot show the script of this language. Choose another one, or English alone."
    with pytest.raises(DomainError) as refused:
        start(sides, second_language="ja")
    assert (refused.value.field, str(refused.value)) == ("second_language", words)
    with pytest.raises(DomainError) as refused:
        EditStrand.do(sides.pairing.strand, changes={"second_language": "zh-hans"}, **sides.by("staff"))
    assert (refused.value.field, str(refused.value)) == ("second_language", words)
    assert start(sides, second_language="vi").second_language == "vi"


@pytest.mark.parametrize("page", ["/strands/new/", "/strands/{code}/settings/"])
def test_only_languages_that_a_pdf_shows_are_offered(client, sides, page):
    client.force_login(sides.people["staff"], "django.contrib.auth.backends.ModelBackend")
    field = client.get(page.format(code=sides.pairing.strand.code)).context["form"].fields["second_language"]
    assert [code for code, _label in field.choices] == ["", "ko", "vi", "id", "es", "pt-br", "fr"]


def test_a_country_that_is_not_known_is_refused_with_what_mends_it(client, sides):
    client.force_login(sides.people["staff"], "django.contrib.auth.backends.ModelBackend")
    refused = client.post("/strands/new/", {"countries": "Atlantis"})
    words = "“Atlantis” is not known as a country. Choose one of those proposed while you type."
    assert refused.context["form"].errors["countries"] == [words]


def test_the_steps_lead_from_an_empty_strand_to_its_coordinators(client, sides, office):
    strand = start(sides)

    def step():
        return next_step(strand, "over").removeprefix(f"/strands/{strand.code}/")

    assert step() == "partners/add/"
    eu, other = (ParticipationFactory(strand=strand, side=side) for side in ("eu", "counterpart"))
    assert step() == "themes/add/"
    AddThemes.do(strand, themes="Climate\n- Air quality", **office())
    assert step() == "plan/take/"
    TakePlan.do(strand, **office())
    assert step() == "pairings/open/"
    pairing = OpenPairing.do(strand, eu=eu, counterpart=other, values={"why_en": "Ports"}, **office())
    assert pairing.milestones.count() == strand.plan.count()
    assert step() == "people/coordinators/invite/"
    page = f"/strands/{strand.code}/"
    for role, is_shown in (("administrator", True), ("observer", False)):
        StrandRole(user=sides.people["observer"], strand=strand, role="observer").save(
            by=None
        ) if not is_shown else None
        client.force_login(sides.people[role], "django.contrib.auth.backends.ModelBackend")
        assert ("being set up" in client.get(page).text) is is_shown
    people = [Invitation(participation=row, role="coordinator", email=f"{row.pk}@example.org") for row in (eu, other)]
    InviteCoordinators.do(strand, people=people, **office())
    assert step() == "over"
    assert not set_up_steps(strand)


@pytest.mark.one_database
def test_the_steps_cost_the_same_with_more_partners(sides):
    strand = sides.pairing.strand
    before = count_queries(lambda: set_up_steps(strand))
    for _ in range(3):
        PairingFactory(strand=strand)
    assert count_queries(lambda: set_up_steps(strand)) == before


def test_who_cannot_be_invited_is_told_so_and_nobody_is(client, sides):
    pairing = PairingFactory()
    strand, rows = pairing.strand, [pairing.eu, pairing.counterpart]
    client.force_login(sides.people["administrator"], "django.contrib.auth.backends.ModelBackend")
    url = f"/strands/{strand.code}/people/coordinators/invite/"
    form = client.get(url).context["form"]
    assert {row for row, _fields in form.groups} == {*rows}
    for language, names in (("en", ["given", "family"]), ("ko", ["family", "given"])):
        page = client.get(url, headers={"accept-language": language}).text
        assert re.findall(r'name="(given|family)_name_', page) == names * 2
    assert client.post(url, {"once": form["once"].value()}).status_code == 422
    sent = {"once": form["once"].value()} | {f"language_{row.pk}": "en" for row in rows}
    wrong = {f"email_{rows[0].pk}": "anna@example.org", f"email_{rows[1].pk}": "anna"}
    refused = client.post(url, sent | wrong)
    assert f"email_{rows[1].pk}" in refused.context["form"].errors
    assert not Invitation.objects.filter(strand=strand).exists()
    assert client.post(url, sent | {f"email_{rows[0].pk}": "anna@example.org"}).status_code == 302
    assert Invitation.objects.get(strand=strand).participation == rows[0]


# Themes.


def test_areas_and_topics_are_added_a_line_each_and_what_is_there_stays(sides):
    strand = StrandFactory()
    AddThemes.do(strand, themes="Climate; 기후\n- Air quality; 대기질\n\n– Water\nEconomy", **sides.by("administrator"))
    assert themes_text(list(Theme.objects.filter(strand=strand))) == (
        "Climate; 기후\n- Air quality; 대기질\n- Water\nEconomy"
    )
    AddThemes.do(strand, themes="climate\n- Hydrogen", **sides.by("administrator"))
    topic = Theme.objects.get(strand=strand, code="hydrogen")
    assert (topic.parent.code, topic.parent.name_ko, topic.position) == ("climate", "기후", 5)
    with pytest.raises(AlreadyDone):
        AddThemes.do(strand, themes="Economy", **sides.by("administrator"))


@pytest.mark.parametrize(("themes", "number"), [("- Water", 1), ("Climate\n; 기후", 2), ("Climate\n-", 2)])
def test_a_line_that_is_no_theme_is_named(sides, themes, number):
    strand = sides.pairing.strand
    with pytest.raises(DomainError, match=str(number)) as refused:
        AddThemes.do(strand, themes=themes, **sides.by("staff"))
    assert refused.value.field == "themes"


@pytest.mark.one_database
def test_the_form_is_filled_from_an_earlier_strand_or_the_list(client, sides):
    strand = sides.pairing.strand
    area = ThemeFactory(strand=StrandFactory(code="earlier"), name_en="Old area", name_ko="")
    client.force_login(sides.people["administrator"], "django.contrib.auth.backends.ModelBackend")
    url = f"/strands/{strand.code}/themes/add/"

    def proposed(query=""):
        return client.get(f"{url}{query}").context["form"]["themes"].value()

    assert proposed().startswith("Smart City; 스마트시티\n- Transportation")
    assert proposed("?from=earlier") == "Old area"
    own = ThemeFactory(strand=strand, name_en="Own area")
    assert proposed() is None
    assert proposed(f"?area={own.code}") == "Own area\n- "
    assert area.name_en in proposed("?from=earlier")


def test_a_theme_is_called_otherwise_and_put_below_an_area(sides):
    strand = sides.pairing.strand
    area, topic = ThemeFactory(strand=strand), ThemeFactory(strand=strand)
    EditTheme.do(topic, changes={"name_en": "Clean air ", "parent": area}, **sides.by("staff"))
    topic.refresh_from_db()
    assert (topic.name_en, topic.parent) == ("Clean air", area)
    for changes, field in (({"parent": topic}, "parent"), ({"name_en": " "}, "name_en")):
        with pytest.raises(DomainError) as refused:
            EditTheme.do(area, changes=changes, **sides.by("staff"))
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        EditTheme.do(topic, changes={"name_en": "Air"}, **sides.by("eu"))


# The plan.


def test_the_standard_plan_counts_from_the_start(sides, office):
    strand = start(sides)
    TakePlan.do(strand, **office())
    dates = dict(Stage.objects.filter(strand=strand).values_list("code", "forecast_start"))
    assert [day.isoformat() for day in dates.values()] == ["2027-03-01", "2027-04-01", "2027-10-01", "2028-03-01"]
    assert PlanItem.objects.get(strand=strand, code="eu-visit").forecast == Period.parse("2027-10/2027-11")
    assert PlanItem.objects.get(strand=strand, code="closing").confirmed_text == "closing"
    with pytest.raises(AlreadyDone):
        TakePlan.do(strand, **office())


def test_the_plan_of_an_earlier_strand_moves_by_the_months_between(sides, office):
    earlier = StrandFactory(starts_on_date=PartialDate.parse("2025-03"))
    item = PlanItemFactory(stage__strand=earlier, strand=earlier, forecast=Period.parse("2025-05"))
    strand = start(sides)
    TakePlan.do(strand, strand=earlier, **office())
    assert PlanItem.objects.get(strand=strand, code=item.code).forecast == Period.parse("2027-05")


def test_the_plan_of_an_earlier_strand_is_proposed_for_the_same_country_alone(client, sides):
    earlier = sides.pairing.strand
    StageFactory(strand=earlier)
    client.force_login(sides.people["administrator"], "django.contrib.auth.backends.ModelBackend")
    for countries, proposed in ((earlier.countries, earlier.code), ("AU", "standard")):
        form = client.get(f"/strands/{start(sides, countries=countries).code}/plan/take/").context["form"]
        assert form["plan"].value() == proposed
        assert {code for code, _name in form.fields["plan"].choices} == {"standard", earlier.code}


# What staff mend on the settings of the strand.


def test_names_countries_and_languages_of_a_strand_are_mended(sides):
    strand = sides.pairing.strand
    changes = {"name_en": "EU-Korea", "countries": "KR;JP", "second_language": "", "programme_en": "Cities"}
    EditStrand.do(strand, changes=changes, **sides.by("staff"))
    strand.refresh_from_db()
    assert (strand.name_en, strand.countries, strand.second_language) == ("EU-Korea", "KR;JP", "")
    assert (strand.programme_en, strand.programme_record.name_en) == ("Cities", "Cities")
    with pytest.raises(DomainError) as refused:
        EditStrand.do(strand, changes={"name_en": " "}, **sides.by("staff"))
    assert refused.value.field == "name_en"


def test_the_name_of_a_programme_of_others_stays_theirs(sides):
    strand = sides.pairing.strand
    other = StrandFactory(programme_record=strand.programme_record, programme_en=strand.programme_en)
    EditStrand.do(strand, changes={"programme_en": "Cities"}, **sides.by("staff"))
    other.refresh_from_db()
    assert other.programme_en != "Cities"
    assert Programme.objects.get(pk=other.programme_record_id).name_en != "Cities"
    EditStrand.do(other, changes={"programme_en": "Towns"}, **sides.by("administrator"))
    assert Programme.objects.get(pk=other.programme_record_id).name_en == "Towns"
