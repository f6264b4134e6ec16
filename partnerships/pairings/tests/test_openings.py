"""Opening a pairing: its milestones and texts, a planned one taken over, and the page that does it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import DomainError, NotAllowed
from core.models import AuditEntry
from partnerships.models import AgreedThemes, Pairing
from partnerships.pairings.actions import OpenPairing
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import (
    MembershipFactory,
    PairingFactory,
    ParticipationFactory,
    StrandRoleFactory,
    ThemeFactory,
    period,
)
from partnerships.tests.plan_story import tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_january")]
URL = "/strands/eu-korea/pairings/open/"


@pytest.fixture
def story():
    return tell(pairings=1)


@pytest.fixture
def pair(story):
    return tuple(
        ParticipationFactory(strand=story.strand, side=side, partner__code=code, partner__name_en=code.capitalize())
        for side, code in (("eu", "tampere"), ("counterpart", "gwangju"))
    )


def open_it(story, pair, **changed):
    values = {"why_en": "Both test clean vehicles.", **changed}
    return OpenPairing.do(story.strand, **story.by, eu=pair[0], counterpart=pair[1], values=values)


def test_it_gets_the_plan_as_it_stands_now(story, pair):
    item = story.items["closing-meeting"]
    item.forecast = period("2018-04")
    item.save(by=None)
    pairing = open_it(story, pair)
    assert (pairing.code, pairing.status, pairing.why_en) == ("gwangju-tampere", "active", "Both test clean vehicles.")
    assert set(pairing.milestones.values_list("code", "status")) == {(code, "planned") for code in story.items}
    closing = pairing.milestones.get(code="closing-meeting")
    assert (closing.baseline, closing.forecast) == (period("2018-04"), period("2018-04"))
    assert (closing.title_ko, closing.stage, closing.plan_item) == (item.title_ko, item.stage, item)
    opened = AuditEntry.objects.get(action="pairing-open")
    assert (opened.pairing_id, opened.sentence) == (pairing.pk, "Opened the pairing with 4 milestones")
    assert AuditEntry.objects.filter(action="milestone-planned", pairing_id=pairing.pk).count() == 4


def test_it_gets_its_themes_in_order_and_who_agreed_them(story, pair):
    first, second = (ThemeFactory(strand=story.strand, code=code) for code in ("air", "light"))
    pairing = open_it(story, pair, themes=[second, first], agreed_by_ko="두 시장이 합의함")
    assert pairing.theme_codes == "light;air"
    assert [row.theme for row in pairing.chosen_themes.order_by("position")] == [second, first]
    agreed = AgreedThemes.objects.get(pairing=pairing)
    assert (agreed.theme_codes, agreed.agreed_by_ko, agreed.edition) == ("light;air", "두 시장이 합의함", 1)


def test_without_themes_their_text_begins_later(story, pair):
    assert not AgreedThemes.objects.filter(pairing=open_it(story, pair)).exists()


def test_a_planned_pairing_of_the_two_is_taken_over(story, pair):
    before = PairingFactory(strand=story.strand, status="closed")
    theme = ThemeFactory(strand=story.strand, code="air")
    planned = PairingFactory(
        strand=story.strand,
        code="kept",
        eu=pair[0],
        counterpart=pair[1],
        status="planned",
        predecessor=before,
        theme_codes="air",
    )
    planned.themes.add(theme, through_defaults={"position": 1})
    pairing = open_it(story, pair)
    assert (pairing.pk, pairing.code, pairing.predecessor) == (planned.pk, "kept", before)
    assert (pairing.status, pairing.theme_codes, pairing.milestones.count()) == ("active", "air", 4)
    assert AgreedThemes.objects.get(pairing=pairing).theme_codes == "air"
    with pytest.raises(DomainError, match="an open pairing already"):
        open_it(story, pair)


def test_a_closed_pair_begins_again_under_another_code(story, pair):
    PairingFactory(strand=story.strand, code="gwangju-tampere", eu=pair[0], counterpart=pair[1], status="closed")
    assert open_it(story, pair).code == "gwangju-tampere-2"


def test_why_is_needed_in_one_language(story, pair):
    with pytest.raises(DomainError) as refused:
        open_it(story, pair, why_en=" ")
    assert refused.value.field == "why"
    assert open_it(story, pair, why_en="", why_ko="둘 다 친환경 자동차를 시험합니다.").why_ko


def test_wrong_partners_and_themes_are_refused(story, pair):
    cases = [
        ((pair[1], pair[0]), {}, "eu"),
        ((ParticipationFactory(), pair[1]), {}, "eu"),
        (pair, {"themes": [ThemeFactory()]}, "themes"),
        (pair, {"themes": [theme := ThemeFactory(strand=story.strand), theme]}, "themes"),
    ]
    for two, changed, field in cases:
        with pytest.raises(DomainError) as refused:
            open_it(story, two, **changed)
        assert refused.value.field == field
    assert Pairing.objects.count() == 1


def test_only_staff_open_pairings(story, pair):
    story.staff = MembershipFactory(participation=pair[0]).user
    with pytest.raises(NotAllowed):
        open_it(story, pair)


def fill(client, pair, **changed):
    once = client.get(URL).context["form"]["once"].value()
    return {"once": once, "eu": pair[0].pk, "counterpart": pair[1].pk, "why_en": "Both test clean vehicles.", **changed}


def test_staff_open_a_pairing_on_its_page(client, story, pair):
    area = ThemeFactory(strand=story.strand, name_en="Smart city")
    topic = ThemeFactory(strand=story.strand, parent=area, name_en="Public lighting")
    client.force_login(story.staff)
    page = client.get(URL)
    assert "Smart city as a whole" in page.text
    assert "Barcelona 0 (in an open pairing)" in page.text
    assert "1 date of the plan is past" in page.text
    assert page.text.count("Closing meeting") == 1
    data = fill(client, pair, themes=[topic.pk])
    answer = client.post(URL, data)
    assert answer.url == "/strands/eu-korea/pairings/gwangju-tampere/"
    assert Pairing.objects.get(code="gwangju-tampere").theme_codes == topic.code
    again = client.post(URL, data, follow=True)
    assert "nothing was done a second time" in again.text
    assert Pairing.objects.count() == 2


def test_a_planned_pairing_is_filled_in(client, story, pair):
    planned = PairingFactory(
        strand=story.strand, code="kept", eu=pair[0], counterpart=pair[1], status="planned", why_ko="같은 항구"
    )
    client.force_login(story.staff)
    assert 'href="?pairing=kept"' in client.get(URL).text
    form = client.get(f"{URL}?pairing=kept").context["form"]
    assert (form.initial["eu"], form.initial["why_ko"]) == (planned.eu_id, "같은 항구")
    assert client.get(f"{URL}?pairing=none").context["form"].initial == {}


def test_the_themes_of_a_planned_pairing_keep_their_order(client, story, pair):
    air, light, water = (ThemeFactory(strand=story.strand, code=code) for code in ("air", "light", "water"))
    PairingFactory(strand=story.strand, eu=pair[0], counterpart=pair[1], status="planned", theme_codes="water;air")
    client.force_login(story.staff)
    client.post(URL, fill(client, pair, themes=[air.pk, light.pk, water.pk]))
    assert Pairing.objects.get(eu=pair[0]).theme_codes == "water;air;light"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"why_en": ""}, "why_en"),
        ({"eu": ""}, "eu"),
        ({"eu": "999999"}, "eu"),
        ({"eu": "x"}, "eu"),
        ({"themes": ["999999"]}, "themes"),
        ({"once": ""}, "__all__"),
    ],
)
def test_a_refused_opening_keeps_the_input(client, story, pair, changed, field):
    client.force_login(story.staff)
    answer = client.post(URL, fill(client, pair, summary_en="Clean vehicles on both sides", **changed))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Clean vehicles on both sides" in answer.text
    assert Pairing.objects.count() == 1


@pytest.mark.one_database
def test_the_page_costs_the_same_with_many(client, story):
    client.force_login(story.staff)

    def cost(more):
        for _ in range(more):
            PairingFactory(strand=story.strand, status="planned")
            ThemeFactory(strand=story.strand, parent=ThemeFactory(strand=story.strand))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL).status_code == 200
        return len(queries)

    cost(1)
    assert cost(1) == cost(8)


def test_the_page_speaks_korean_and_asks_it_first(client, story):
    story.staff.language = "ko"
    story.staff.save()
    client.force_login(story.staff)
    page = client.get(reverse("partnerships:pairing-open", args=["eu-korea"]))
    fields = list(page.context["form"].fields)
    assert fields.index("why_ko") < fields.index("why_en")
    StrandRoleFactory(strand=story.strand, role="observer", user=(reader := read_only(story)))
    client.force_login(reader)
    assert client.get(URL).status_code == 403
    assert not read_grants(reader).staff


def read_only(story):
    return MembershipFactory(participation=story.pairings[0].eu).user


@pytest.mark.one_database
def test_a_strand_without_pairings_leads_staff_to_the_opening(client):
    role = StrandRoleFactory()
    client.force_login(role.user)
    url = f"/strands/{role.strand.code}/"
    assert client.get(url).text.count(f'href="{url}pairings/open/"') == 2
    client.force_login(StrandRoleFactory(strand=role.strand, role="observer").user)
    text = client.get(url).text
    assert "No pairings yet" in text
    assert "pairings/open/" not in text
    assert f'href="{url}plan/"' in text
