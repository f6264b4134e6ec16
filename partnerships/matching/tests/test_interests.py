"""What may be done to needs, offers and good practices, by whom: through the services, with real grants."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.tests.arranged import logged
from partnerships.matching.actions import (
    AddInterest,
    EditInterest,
    EditPractice,
    RestateInterest,
    WithdrawInterest,
)
from partnerships.matching.cards import interests_of, stated_on_theme
from partnerships.matching.models import LONGEST_NOTE
from partnerships.models import GoodPractice, Interest
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import ThemeFactory
from partnerships.tests.factories_together import GoodPracticeFactory, InterestFactory
from partnerships.tests.roles import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(pairing):
    return ThemeFactory(strand=pairing.strand, parent=ThemeFactory(strand=pairing.strand))


@pytest.fixture
def need(pairing, topic):
    return InterestFactory(participation=pairing.eu, topic=topic, note_en="Old")


@pytest.fixture
def offer(pairing, topic):
    return InterestFactory(participation=pairing.eu, topic=topic, kind="offer")


def acting(user):
    return {"by": user, "grants": read_grants(user)}


def state(user, pairing, **values):
    return AddInterest.do(pairing.eu, **acting(user), values=values)


def test_a_partner_states_a_need_with_its_note_and_weight(pairing, topic, marta):
    row = state(marta, pairing, topic=topic, kind="need", weight=3, note_en=" Run-down quays. ", note_ko="")
    assert (row.kind, row.weight, row.note_en, row.version) == ("need", 3, "Run-down quays.", 1)
    assert row.history.get().history_user == marta
    entry = logged().get()
    assert (entry.action, entry.sentence, entry.strand_id) == ("interest-add", "Need entered", pairing.strand_id)
    assert state(marta, pairing, topic=topic, kind="offer").kind == "offer"


ROLES = {
    "eu": True,
    "staff": True,
    "administrator": True,
    "deputy": True,
    "counterpart": False,
    "authority": False,
    "observer": False,
    "other": False,
    "ended": False,
    "outsider": False,
}


@pytest.mark.parametrize("role", list(ROLES))
def test_who_may_change_what_a_partner_states(pairing, topic, need, role):
    user = person(role, pairing)
    offer = InterestFactory(participation=pairing.eu, topic=topic, kind="offer")
    sheet = GoodPracticeFactory(interest=InterestFactory(participation=pairing.eu, kind="offer"))
    acts = [
        lambda: state(user, pairing, topic=ThemeFactory(strand=pairing.strand, parent=topic.parent), kind="need"),
        lambda: EditInterest.do(need, **acting(user), version=1, changes={"note_en": "New"}),
        lambda: WithdrawInterest.do(offer, **acting(user), version=1),
        lambda: EditPractice.do(
            GoodPractice(interest=need_of_none(pairing)), **acting(user), changes={"title_en": "Quays"}
        ),
        lambda: EditPractice.do(sheet, **acting(user), version=1, changes={"title_en": "Quays"}),
    ]
    for act in acts:
        if ROLES[role]:
            act()
        else:
            with pytest.raises(NotAllowed):
                act()


def need_of_none(pairing):
    return InterestFactory(participation=pairing.eu, kind="offer")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "need"}, "topic"),
        ({"topic": "area"}, "topic"),
        ({"topic": "foreign"}, "topic"),
        ({"kind": ""}, "kind"),
        ({"kind": "wish"}, "kind"),
        ({"weight": 0}, "weight"),
        ({"weight": 4}, "weight"),
        ({"note_ko": "가" * (LONGEST_NOTE + 1)}, "note_ko"),
    ],
)
def test_what_is_refused(pairing, topic, marta, values, field):
    others = {"area": topic.parent, "foreign": ThemeFactory()}
    given = {"topic": None if values == {"kind": "need"} else topic, "kind": "need"} | values
    given["topic"] = others.get(values.get("topic"), given["topic"])
    with pytest.raises(DomainError) as refused:
        state(marta, pairing, **given)
    assert refused.value.field == field
    assert not Interest.objects.exists()


@pytest.mark.parametrize("role", ["eu", "staff"])
def test_a_strand_without_topics_says_who_adds_them_and_leads_there(client, sides, role):
    pairing = sides.pairing
    Interest.objects.all().delete()
    pairing.strand.themes.exclude(parent=None).delete()
    client.force_login(sides.people[role], "django.contrib.auth.backends.ModelBackend")
    path = f"/strands/{pairing.strand.code}/partners/{pairing.eu.partner.code}/interests/add/"
    page = client.get(path).content.decode()
    assert "this strand has no topics yet." in page
    assert ("Ask the programme staff or an administrator" in page) is (role == "eu")
    assert (f"/strands/{pairing.strand.code}/themes/add/" in page) is (role == "staff")


def test_a_need_is_stated_once(pairing, topic, need, marta):
    with pytest.raises(DomainError, match="already entered") as refused:
        state(marta, pairing, topic=topic, kind="need")
    assert refused.value.field == "topic"


def test_what_was_withdrawn_is_stated_again_with_the_new_note(pairing, topic, need, marta):
    WithdrawInterest.do(need, **acting(marta), version=1)
    row = state(marta, pairing, topic=topic, kind="need", note_en="New", note_ko="", weight=None)
    assert (row.pk, row.withdrawn_on, row.note_en, row.version) == (need.pk, None, "New", 3)
    assert [entry.action for entry in logged()] == ["interest-restate", "interest-withdraw"]


def test_editing_changes_note_and_weight_alone(need, marta):
    row = EditInterest.do(need, **acting(marta), version=1, changes={"note_en": "New", "weight": 2})
    assert (row.note_en, row.weight, row.version) == ("New", 2, 2)
    assert logged().get().parameters == {"fields": "note_en, weight"}
    with pytest.raises(StaleRecord):
        EditInterest.do(need, **acting(marta), version=1, changes={"note_en": "Newer"})
    with pytest.raises(AlreadyDone):
        EditInterest.do(need, **acting(marta), version=2, changes={"note_en": "New"})
    with pytest.raises(ValueError, match="not edited by its kind"):
        EditInterest.do(need, **acting(marta), version=2, changes={"kind": "offer"})


def test_withdrawing_and_stating_again(need, marta):
    row = WithdrawInterest.do(need, **acting(marta), version=1)
    assert row.withdrawn_on == clock.today()
    assert not Interest.objects.stated().exists()
    with pytest.raises(AlreadyDone, match="already withdrawn"):
        WithdrawInterest.do(need, **acting(marta), version=1)
    with pytest.raises(DomainError, match="First enter it again"):
        EditInterest.do(need, **acting(marta), version=2, changes={"note_en": "New"})
    assert RestateInterest.do(need, **acting(marta), version=2).withdrawn_on is None
    assert AuditEntry.objects.filter(action="interest-restate", actor=marta).count() == 1
    with pytest.raises(AlreadyDone, match="already entered"):
        RestateInterest.do(need, **acting(marta), version=2)


def test_a_page_older_than_an_edit_withdraws_nothing(need, marta):
    EditInterest.do(need, **acting(marta), version=1, changes={"note_en": "New"})
    with pytest.raises(StaleRecord):
        WithdrawInterest.do(need, **acting(marta), version=1)


def test_an_offer_gets_its_good_practice(offer, marta):
    row = EditPractice.do(
        GoodPractice(interest=offer), **acting(marta), changes={"title_ko": "22@ ", "problem_ko": "빈 공장"}
    )
    assert (row.title, row.problem_ko) == ("22@", "빈 공장")
    assert logged().get().action == "practice-written"
    with pytest.raises(AlreadyDone):
        EditPractice.do(GoodPractice(interest=offer), **acting(marta), changes={"title_en": "Another"})
    row = EditPractice.do(row, **acting(marta), version=1, changes={"result_en": "56,000 jobs"})
    assert (row.result_en, row.version) == ("56,000 jobs", 2)
    entry = AuditEntry.objects.get(action="practice-edit")
    assert (entry.actor, entry.strand_id, entry.parameters["fields"]) == (marta, row.strand_id, "result_en")
    with pytest.raises(StaleRecord):
        EditPractice.do(row, **acting(marta), version=1, changes={"result_en": "None"})
    with pytest.raises(AlreadyDone):
        EditPractice.do(row, **acting(marta), version=2, changes={"result_en": "56,000 jobs"})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title_en": " "}, "title"),
        ({"title_en": "A" * 201}, "title_en"),
        ({"title_en": "A", "solution_en": "A" * 5001}, "solution_en"),
        ({"title_en": "A", "contact": "A" * 301}, "contact"),
        ({"title_en": "A", "source": "javascript:alert(1)"}, "source"),
    ],
)
def test_a_wrong_good_practice_is_refused(offer, marta, values, field):
    with pytest.raises(DomainError) as refused:
        EditPractice.do(GoodPractice(interest=offer), **acting(marta), changes=values)
    assert refused.value.field == field
    assert not GoodPractice.objects.exists()


def test_a_need_has_no_good_practice(need, marta):
    with pytest.raises(DomainError, match="Only an offer"):
        EditPractice.do(GoodPractice(interest=need), **acting(marta), changes={"title_en": "Quays"})


def test_what_is_stated_is_read_at_once_with_its_good_practices(pairing, topic, need, marta):
    grants = read_grants(marta)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            own = [row for _kind, _title, rows in interests_of(grants, pairing.eu)["groups"] for row in rows]
            on_topic = [row for _title, rows in stated_on_theme(pairing.strand, topic, [])["groups"] for row in rows]
            said = [(row.kind, row.topic.name, row.strand) for row in own]
            partners = [str(row.participation.partner) for row in on_topic]
        return len(queries), said, partners

    one, said, partners = cost()
    assert (said, partners) == ([("need", topic.name, pairing.strand)], ["Barcelona"])
    GoodPracticeFactory(interest=InterestFactory(participation=pairing.eu, topic=topic, kind="offer"))
    InterestFactory(participation=pairing.counterpart, topic=topic, withdrawn_on=clock.today())
    InterestFactory(participation=pairing.counterpart, topic=topic, kind="offer")
    many, said, partners = cost()
    assert (many, len(said), partners) == (one, 2, ["Barcelona", "Barcelona", "Busan"])
