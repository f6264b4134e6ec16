"""Texts that are missing or older in a language: marked where they are seen, listed, mended in place, or kept."""

from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.tests.arranged import logged
from partnerships.models import ActionPlan, Milestone
from partnerships.tests.factories import FollowUpFactory, MilestoneFactory, PlanItemFactory, StageFactory, ThemeFactory
from partnerships.tests.factories_together import (
    AgreementFactory,
    ContactFactory,
    GoodPracticeFactory,
    IndicatorFactory,
    InterestFactory,
    OrganisationFactory,
    ProjectFactory,
)
from partnerships.translations.services import all_gaps, gaps_of, keep_translation, text_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(sides):
    return sides


@pytest.fixture
def milestone(scene):
    """A milestone of both sides whose title is English alone."""
    return MilestoneFactory(
        pairing=scene.pairing, code="visit", responsible="both", title_en="Study visit", title_ko="", outcome_en=""
    )


def open_as(client, scene, role, path, language="en", **sent):
    client.force_login(scene.people[role])
    scene.people[role].language = language
    scene.people[role].save()
    return client.get(path, sent, headers={"accept-language": language}, follow=True)


def edited(milestone, **texts):
    """The milestone as it stands after an edit, and a save, of these texts."""
    row = Milestone.objects.get(pk=milestone.pk)
    for name, text in texts.items():
        setattr(row, name, text)
    row.save(by=None)
    return Milestone.objects.get(pk=milestone.pk)


def list_url(scene):
    return f"/strands/{scene.pairing.strand.code}/translations/"


def fits_url(scene, milestone, language="ko"):
    return f"{list_url(scene)}milestone/{milestone.pk}/{language}/fits/"


@pytest.mark.one_database
def test_whoever_may_edit_is_led_to_the_field_and_back(client, scene, milestone):
    page = milestone.get_absolute_url()
    told = open_as(client, scene, "counterpart", page).content.decode()
    assert "Korean wanted" in told
    assert f'href="{page}edit/?next={page.replace("/", "%2F")}#id_title_ko"' in told
    assert 'Add the Korean<span class="visually-hidden">: Title in Korean</span>' in told
    form = client.get(f"{page}edit/?next={page}").content.decode()
    assert 'id="id_title_ko"' in form


def test_after_saving_one_is_where_one_came_from_and_the_mark_is_gone(client, scene, milestone):
    page, here = milestone.get_absolute_url(), list_url(scene)
    client.force_login(scene.people["counterpart"])
    sent = {"title_en": "Study visit", "title_ko": "현장 방문", "seen_version": milestone.version, "once": "word"}
    answer = client.post(f"{page}edit/?next={here}", sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, here)
    assert Milestone.objects.get(pk=milestone.pk).translation_wanted() == []
    assert "Korean wanted" not in client.get(page).content.decode()


@pytest.mark.one_database
@pytest.mark.parametrize(
    "other", ["https://example.org/", "//example.org", "javascript:alert(1)", "example.org", "search"]
)
def test_no_form_leads_out_of_the_portal(client, scene, milestone, other):
    page = milestone.get_absolute_url()
    client.force_login(scene.people["counterpart"])
    told = client.get(f"{page}edit/", {"next": other}).content.decode().split("<main")[1]
    # The way to the other language keeps the address of this page as it is, where the same is refused again.
    same = quote(f"{page}edit/?{urlencode({'next': other})}", safe="")
    assert other not in told.replace(same, "")
    sent = {"title_en": "Study visit", "title_ko": "현장 방문", "seen_version": milestone.version, "once": "word"}
    assert client.post(f"{page}edit/?next={other}", sent).headers["Location"] == page


def test_whoever_may_not_edit_reads_the_mark_alone(client, scene, milestone):
    page = milestone.get_absolute_url()
    told = open_as(client, scene, "observer", page, "ko").content.decode()
    assert "번역 필요" in told
    assert "국문 추가" not in told
    # The text is there in the observer's own language: nothing to tell.
    assert "wanted" not in open_as(client, scene, "observer", page, "en").content.decode()


def test_in_a_closed_pairing_nothing_is_mended(client, scene, milestone):
    scene.pairing.status = "closed"
    scene.pairing.save(by=None)
    told = open_as(client, scene, "counterpart", milestone.get_absolute_url(), "ko").content.decode()
    assert "번역 필요" in told
    assert "국문 추가" not in told


def test_an_older_text_is_renewed_or_kept(client, scene, milestone):
    edited(milestone, title_ko="현장 방문")
    row = edited(milestone, title_en="Study visits")
    told = open_as(client, scene, "eu", row.get_absolute_url()).content.decode()
    assert "Korean older than the English" in told
    assert "Update the Korean" in told
    assert fits_url(scene, milestone) in told
    compared = client.get(fits_url(scene, milestone)).content.decode()
    assert "Compare the two; if this one still fits, keep it." in compared
    assert "Study visits" in compared
    assert '<div lang="ko"><p>현장 방문</p></div>' in compared
    client.post(fits_url(scene, milestone), {"seen_version": row.version, "once": "word"})
    kept = Milestone.objects.get(pk=milestone.pk)
    assert (kept.stale_texts, kept.title_ko, kept.edition) == ("", "현장 방문", row.edition)
    assert logged().latest("pk").sentence == (
        "Kept texts beside the other language, which was edited later: Title in Korean"
    )


def test_keeping_a_text_voids_no_confirmation(scene):
    plan = scene.plan(vision_ko="더 푸른 항만")
    plan.vision_en = "A greener harbour."
    plan.save(by=None)
    assert plan.stale_texts == "vision_ko"
    before = plan.edition
    given = {"record": plan, "strand": scene.pairing.strand, "version": plan.version, "language": "ko"}
    keep_translation(**given, **scene.by("eu"))
    after = ActionPlan.objects.get(pk=plan.pk)
    assert (after.stale_texts, after.edition) == ("", before)


def test_what_is_refused_when_a_text_is_kept(scene, milestone):
    edited(milestone, title_ko="현장 방문")
    row = edited(milestone, title_en="Study visits")
    given = {"record": row, "strand": scene.pairing.strand, "version": row.version}
    for role in ("authority", "observer", "neighbour"):
        with pytest.raises(NotAllowed):
            keep_translation(**given, language="ko", **scene.by(role))
    with pytest.raises(AlreadyDone):
        keep_translation(**given, language="en", **scene.by("eu"))
    with pytest.raises(StaleRecord):
        keep_translation(**given | {"version": row.version - 1}, language="ko", **scene.by("eu"))
    scene.pairing.status = "closed"
    scene.pairing.save(by=None)
    with pytest.raises(DomainError):
        keep_translation(**given, language="ko", **scene.by("eu"))
    assert Milestone.objects.get(pk=milestone.pk).stale_texts == "title_ko"


@pytest.mark.parametrize("path", ["milestone/0/ko/fits/", "nothing/1/ko/fits/", "milestone/{pk}/de/fits/"])
def test_what_is_not_there_is_not_kept(client, scene, milestone, path):
    client.force_login(scene.people["eu"])
    assert client.get(list_url(scene) + path.format(pk=milestone.pk)).status_code == 404


def one_of_each(scene):
    """A record of every kind of this app that lacks its Korean."""
    pairing, strand = scene.pairing, scene.pairing.strand
    offer = InterestFactory(participation=pairing.eu, kind="offer", note_en="We measure.", note_ko="")
    GoodPracticeFactory(interest=offer, title_ko="")
    MilestoneFactory(pairing=pairing, title_ko="")
    FollowUpFactory(pairing=pairing, what_en="Send the data", what_ko="")
    ContactFactory(pairing=pairing, what_en="A call", what_ko="")
    ProjectFactory(pairing=pairing, title_ko="")
    AgreementFactory(pairing=pairing, title_ko="")
    OrganisationFactory(strands=[strand], home_strand=strand, name_ko="")
    IndicatorFactory(programme=strand.programme_record, name_ko="")
    PlanItemFactory(strand=strand, title_ko="")
    StageFactory(strand=strand, name_ko="")
    ThemeFactory(strand=strand, name_ko="")


def test_the_list_tells_of_every_kind_and_leads_to_its_form(client, scene):
    one_of_each(scene)
    told = {}
    for page in text_pages():
        rows = list(page.rows(scene.grants("staff"), scene.pairing.strand))
        for gap in gaps_of(grants=scene.grants("staff"), strand=scene.pairing.strand.code, records=rows):
            told.setdefault(page.slug, []).append(gap)
    own = {"milestone", "project", "follow-up", "agreement", "contact", "interest", "good-practice"}
    assert own | {"organisation", "indicator", "plan-item", "stage", "theme"} <= set(told)
    client.force_login(scene.people["staff"])
    for slug, gaps in told.items():
        for gap in gaps:
            if slug in {"theme", "partner"}:
                assert gap.url == ""
                continue
            form = client.get(gap.url)
            assert form.status_code == 200, gap
            assert f'id="id_{gap.field}"' in form.content.decode(), gap


def test_the_list_is_narrowed_by_pairing_and_language(client, scene, milestone):
    edited(milestone, title_ko="현장 방문")
    edited(milestone, title_en="Study visits")
    ThemeFactory(strand=scene.pairing.strand, name_en="Energy", name_ko="")
    url = list_url(scene)

    client.force_login(scene.people["eu"])

    def shown(**chosen):
        text = client.get(url, chosen, headers={"accept-language": "en"}).content.decode().split("<tbody>")
        return [name for name in ("Study visits", "Energy") if len(text) > 1 and name in text[1]]

    assert shown() == ["Study visits", "Energy"]
    assert shown(pairing=scene.pairing.code) == ["Study visits"]
    assert shown(language="en") == []
    assert shown(language="ko") == ["Study visits", "Energy"]


def count_lacking(scene, role):
    strand, grants = scene.pairing.strand, scene.grants(role)
    return len(all_gaps(grants=grants, strand=strand))


def test_what_two_sides_write_together_is_missed_by_them_alone(scene):
    one_of_each(scene)
    scene.plan()
    ProjectFactory(pairing=scene.pairing, title_ko="", agreed_en="We share the data.", agreed_ko="")
    assert {role: count_lacking(scene, role) for role in ("eu", "observer")} == {"eu": 16, "observer": 11}


def test_of_withdrawn_records_the_reason_alone_wants_a_translation(scene):
    before = count_lacking(scene, "eu")
    contact = ContactFactory(pairing=scene.pairing, what_en="A call", what_ko="")
    assert count_lacking(scene, "eu") == before + 1
    contact.withdrawn_at, contact.withdrawn_reason = contact.created_at, "Recorded twice."
    contact.save(by=None)
    assert count_lacking(scene, "eu") == before + 1
    contact.withdrawn_reason_other = "중복"
    contact.save(by=None)
    assert count_lacking(scene, "eu") == before


def test_a_draft_of_one_pairing_is_not_told_to_others(scene):
    scene.plan()
    gaps = {}
    for role in ("eu", "observer"):
        rows = list(ActionPlan.objects.all())
        gaps[role] = list(gaps_of(grants=scene.grants(role), strand=scene.pairing.strand.code, records=rows))
    assert [gap.field for gap in gaps["eu"]] == ["vision_ko"]
    assert gaps["observer"] == []


@pytest.mark.parametrize(("role", "told"), [("eu", True), ("staff", True), ("neighbour", False), ("observer", False)])
def test_the_list_tells_of_contacts_to_those_who_may_read_them(client, scene, role, told):
    ContactFactory(pairing=scene.pairing, what_en="Of harbour dues", what_ko="")
    page = open_as(client, scene, role, list_url(scene))
    assert page.status_code == 200
    assert ("Of harbour dues" in page.text) == told


def test_a_second_tab_is_refused_and_a_second_click_says_it_once(client, scene, milestone):
    edited(milestone, title_ko="현장 방문")
    seen = edited(milestone, title_en="Study visits")
    edited(milestone, title_en="Study visits by day")
    client.force_login(scene.people["eu"])
    url, page = fits_url(scene, milestone), milestone.get_absolute_url()
    assert client.post(url, {"seen_version": seen.version, "once": "one"}).status_code == 409
    assert edited(milestone).stale_texts == "title_ko"
    version = edited(milestone).version
    answers = [client.post(url, {"seen_version": version, "once": "two"}) for _click in range(2)]
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(302, page)] * 2
    assert AuditEntry.objects.filter(action="translation-kept").count() == 1
    over = client.get(url).text
    assert "The translations are up to date already." in over
    assert "Nothing to do here" in over
    assert f'href="{list_url(scene)}"' in over
    assert "Keep as it is" not in over


def test_the_list_costs_the_same_for_one_and_for_many(client, scene, django_assert_num_queries):
    one_of_each(scene)
    client.force_login(scene.people["staff"])
    client.get(list_url(scene))
    with CaptureQueriesContext(connection) as queries:
        client.get(list_url(scene))
    for _more in range(3):
        one_of_each(scene)
    with django_assert_num_queries(len(queries)):
        client.get(list_url(scene))
