"""What partners release to the other strands of their programme, who reads it there, and how they ask about it."""

import copy
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Mail, User
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.tests.queries import count_queries
from partnerships.matching.actions import AnswerQuestion, AskPractice, ReleaseToStrands, ReopenQuestion
from partnerships.models import GoodPractice, Pairing, Participation, PracticeQuestion, Strand
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import (
    CityFactory,
    PairingFactory,
    ParticipationFactory,
    PartnerFactory,
    StrandFactory,
    StrandRoleFactory,
    ThemeFactory,
)
from partnerships.tests.factories_together import GoodPracticeFactory, InterestFactory, ProjectFactory
from partnerships.tests.pages import fields, messages_of, rows_of, send, text_of
from partnerships.tests.roles import coordinator

pytestmark = pytest.mark.django_db
PAGES = ("other-practices", "other-projects", "other-coordinators")


@dataclass
class Scene:
    """An old strand with Busan and Barcelona, and a new one of the same programme with Yokohama."""

    old: Strand
    new: Strand
    pairing: Pairing
    practice: GoodPractice
    marta: User  # of Barcelona
    jisu: User  # of Busan
    aiko: User  # of Yokohama
    staff: User  # of the old strand

    def release(self, who: User, side: Participation, **given: Any) -> Any:
        """By a coordinator or staff."""
        given = {"changes": {}, "practices": []} | given
        side = Participation.objects.with_names().get(pk=side.pk)
        return ReleaseToStrands.do(side, by=who, grants=read_grants(who), version=side.version, **given)

    def release_practice(self) -> None:
        """As Barcelona does it."""
        self.release(self.marta, self.pairing.eu, practices=[self.practice.pk])

    def ask(self, who: User | None = None) -> PracticeQuestion:
        """Yokohama asks."""
        who = who or self.aiko
        row = GoodPractice.objects.with_names().get()
        question: PracticeQuestion = AskPractice.do(row, by=who, grants=read_grants(who), version=row.version)
        return question


def place(country: str, name: str, korean: str, inhabitants: int | None) -> Any:
    """A partner of one city."""
    city = CityFactory(name_en=name, name_ko=korean, country=country, population=inhabitants)
    return PartnerFactory(code=name.lower(), name_en=name, name_ko=korean, cities=[city])


def set_up() -> Scene:
    """Nothing is released yet."""
    old = StrandFactory(code="eu-korea-2017", name_en="EU-Korea", phase="2017-2018", second_language="ko")
    new = StrandFactory(code="eu-japan-2026", name_en="EU-Japan", programme_record=old.programme_record)
    eu = ParticipationFactory(strand=old, side="eu", partner=place("ES", "Barcelona", "바르셀로나", 1_620_343))
    busan = ParticipationFactory(strand=old, side="counterpart", partner=place("KR", "Busan", "부산", 3_285_147))
    area = ThemeFactory(strand=old, code="regeneration", name_en="Regeneration", name_ko="도시재생")
    topic = ThemeFactory(strand=old, parent=area, code="idle-spaces", name_en="Idle spaces", name_ko="유휴공간")
    practice = GoodPracticeFactory(
        interest=InterestFactory(participation=eu, topic=topic, kind="offer"),
        title_en="From mills to 22@",
        title_ko="공장에서 22@로",
        problem_en="Empty mills.",
        contact="22@ office, 22@example.org",
    )
    pairing = PairingFactory(strand=old, eu=eu, counterpart=busan)
    ProjectFactory(pairing=pairing, title_en="Quiet quays", level="piloting", topic=topic)
    yokohama = ParticipationFactory(strand=new, side="counterpart", partner=place("JP", "Yokohama", "요코하마", None))
    account = {"language": "en", "given_name": "Aiko", "family_name": "Mori", "function_en": "Officer"}
    return Scene(
        old=old,
        new=new,
        pairing=pairing,
        practice=practice,
        marta=coordinator(eu, "marta@example.org", language="en", given_name="Marta", family_name="Soler"),
        jisu=coordinator(busan, "jisu@example.org", language="ko"),
        aiko=coordinator(yokohama, "aiko@example.org", **account),
        staff=StrandRoleFactory(strand=old, user__language="en").user,
    )


@pytest.fixture(scope="module")
def scene_of_module(module_db):
    return set_up()


@pytest.fixture
def scene(scene_of_module, db):
    return copy.deepcopy(scene_of_module)


def listed(client, who, name, **query):
    """The rows of a list of the new strand, as a person reads it."""
    client.force_login(who)
    page = client.get(reverse(f"partnerships:{name}", args=["eu-japan-2026"]), query)
    assert page.status_code == 200
    return rows_of(page)


@pytest.mark.one_database
def test_nothing_is_seen_that_was_not_released(client, scene):
    for name in PAGES:
        assert listed(client, scene.aiko, name) == []
    assert client.get(scene.practice.get_absolute_url()).status_code == 404
    asked = reverse("partnerships:practice-ask", args=["eu-korea-2017", "barcelona", scene.practice.interest_id])
    assert client.get(asked).status_code == 404


def test_a_partner_releases_a_practice_and_takes_it_back(client, scene):
    client.force_login(scene.marta)
    own = scene.practice.get_absolute_url()
    assert "Other strands Do not see it. Change" in text_of(client.get(own))
    release = reverse("partnerships:partner-release", args=["eu-korea-2017", "barcelona"])
    assert release in client.get(scene.pairing.eu.get_absolute_url()).text
    done = send(client, release, practices=[str(scene.practice.pk)])
    assert messages_of(done) == ["Saved."]
    assert "May read it and ask about it." in text_of(client.get(own))
    entry = AuditEntry.objects.get(action="partner-release")
    assert entry.strand_id == scene.old.pk
    assert GoodPractice.history.filter(id=scene.practice.pk).latest().entry == entry
    (row,) = listed(client, scene.aiko, "other-practices")
    assert row == ["From mills to 22@", "Barcelona", "Spain", "1,620,343", "Idle spaces", "EU-Korea 2017-2018"]
    sheet = client.get(own)
    assert "Empty mills." in text_of(sheet)
    assert "22@ office" in text_of(sheet)
    # No page of that strand but this one is open to her.
    assert client.get(scene.pairing.eu.get_absolute_url()).status_code == 404
    assert f'href="{scene.pairing.eu.get_absolute_url()}' not in sheet.text
    client.force_login(scene.marta)
    assert messages_of(send(client, release)) == ["Saved."]
    assert listed(client, scene.aiko, "other-practices") == []
    assert client.get(own).status_code == 404


def test_an_offer_that_was_withdrawn_is_in_no_library(client, scene):
    scene.release_practice()
    offer = scene.practice.interest
    offer.withdrawn_on = "2026-11-01"
    offer.save(by=None)
    assert listed(client, scene.aiko, "other-practices") == []
    assert client.get(scene.practice.get_absolute_url()).status_code == 404


def test_another_programme_reads_none_of_it(client, scene):
    scene.release_practice()
    stranger = coordinator(ParticipationFactory(), "far@example.org")
    client.force_login(stranger)
    assert client.get(scene.practice.get_absolute_url()).status_code == 404
    other = Strand.objects.exclude(pk__in=[scene.old.pk, scene.new.pk]).get()
    page = client.get(reverse("partnerships:other-practices", args=[other.code]))
    assert "Nothing released yet" in text_of(page)
    assert client.get(reverse("partnerships:other-practices", args=["eu-japan-2026"])).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ({"theme": "regeneration"}, True),
        ({"country": "ES"}, True),
        ({"size": "1500000"}, True),
        ({"size": "500000"}, False),
        ({"q": "mills"}, True),
        ({"q": "ferries"}, False),
    ],
)
def test_the_library_is_filtered(client, scene, query, is_found):
    scene.release_practice()
    assert bool(listed(client, scene.aiko, "other-practices", **query)) is is_found


@pytest.mark.one_database
def test_the_library_is_taken_along_with_what_the_practices_say(client, scene):
    scene.release_practice()
    client.force_login(scene.aiko)
    sent = client.get(reverse("partnerships:other-practices", args=["eu-japan-2026"]), {"format": "csv"})
    text = b"".join(sent.streaming_content).decode()
    assert all(words in text for words in ("From mills to 22@", "Empty mills.", "22@ office"))
    assert AuditEntry.objects.get(action="list-exported").parameters["list"] == "other-practices"


def test_projects_are_seen_once_both_cities_release_them(client, scene):
    eu, busan = scene.pairing.eu, scene.pairing.counterpart
    scene.release(scene.marta, eu, changes={"releases_projects": True})
    assert listed(client, scene.aiko, "other-projects") == []
    scene.release(scene.jisu, busan, changes={"releases_projects": True})
    (row,) = listed(client, scene.aiko, "other-projects")
    assert row == [
        "Quiet quays",
        "Piloting",
        "Idle spaces",
        "Busan-Barcelona",
        "South Korea, Spain",
        "EU-Korea 2017-2018",
    ]
    for query in ({"theme": "regeneration"}, {"level": "piloting"}):
        assert len(listed(client, scene.aiko, "other-projects", **query)) == 1
    assert listed(client, scene.aiko, "other-projects", level="agreed") == []


def test_a_coordinator_chooses_what_other_strands_see(client, scene):
    eu, marta = scene.pairing.eu, scene.marta
    eu.address, eu.department_en = "Plaça de Sant Jaume 1", "Global Affairs"
    eu.save(by=None)
    marta.shows_to_programme, marta.function_en, marta.telephone = True, "Officer", "+34 93 000 01 01"
    marta.save()
    (row,) = listed(client, scene.aiko, "other-coordinators", country="ES")
    assert row == [
        "Marta Soler Officer",
        "Barcelona",
        "Spain",
        "Global Affairs",
        "Plaça de Sant Jaume 1",
        "marta@example.org",
        "EU-Korea 2017-2018",
    ]
    marta.shows_email = False
    marta.save()
    text = text_of(client.get(reverse("partnerships:other-coordinators", args=["eu-japan-2026"])))
    assert "Marta Soler" in text
    assert "marta@" not in text
    assert "+34" not in text
    # The address is no way to find her either.
    assert listed(client, scene.aiko, "other-coordinators", q="marta@example") == []
    assert len(listed(client, scene.aiko, "other-coordinators", q="barcel")) == 1
    marta.is_active = False
    marta.save()
    assert listed(client, scene.aiko, "other-coordinators") == []


def test_the_office_gives_a_reason_and_the_other_side_may_not(scene):
    eu = scene.pairing.eu
    with pytest.raises(DomainError) as refused:
        scene.release(scene.staff, eu, practices=[scene.practice.pk])
    assert refused.value.field == "reason"
    scene.release(scene.staff, eu, practices=[scene.practice.pk], reason="Barcelona asked us to.")
    with pytest.raises(AlreadyDone):
        scene.release(scene.marta, eu, practices=[scene.practice.pk])
    for who in (scene.jisu, scene.aiko):
        with pytest.raises(NotAllowed):
            scene.release(who, eu)
    with pytest.raises(StaleRecord):
        ReleaseToStrands.do(eu, by=scene.marta, grants=read_grants(scene.marta), version=1, changes={}, practices=[])


@pytest.mark.one_database
def test_staff_see_the_field_for_the_reason(client, scene):
    client.force_login(scene.staff)
    release = reverse("partnerships:partner-release", args=["eu-korea-2017", "barcelona"])
    page = client.get(release)
    sent = client.post(release, fields(page) | {"practices": [str(scene.practice.pk)]})
    assert sent.status_code == 422
    assert "Give a reason." in text_of(sent)


def test_one_click_asks_by_mail_in_both_languages(client, scene, django_capture_on_commit_callbacks, mailoutbox):
    scene.release_practice()
    client.force_login(scene.aiko)
    page = client.get(scene.practice.get_absolute_url())
    assert page.context["ask"].url in page.text
    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post(page.context["ask"].url, fields(page), follow=True)
    assert messages_of(asked) == ["Barcelona was asked by mail."]
    question = PracticeQuestion.objects.get()
    assert (question.asked_by, question.participation.partner.code) == (scene.aiko, "yokohama")
    (mail,) = mailoutbox
    assert mail.to == ["marta@example.org"]
    assert mail.subject == "Yokohama asks about your good practice: From mills to 22@"
    for words in ("From mills to 22@", "공장에서 22@로", "aiko@example.org", "요코하마"):
        assert words in mail.body
    # She sees that it waits, and cannot ask twice.
    assert "Yokohama: Asked on" in text_of(asked)
    assert asked.context["ask"] is None
    with pytest.raises(AlreadyDone):
        scene.ask()
    assert "Asked on" in listed(client, scene.aiko, "other-practices")[0][0]


def test_a_strand_without_a_second_language_is_asked_in_english_alone(scene):
    scene.old.second_language = ""
    scene.old.save(by=None)
    scene.release_practice()
    scene.ask()
    assert "요코하마" not in Mail.objects.get().text


def test_the_asked_one_sees_who_asks_and_marks_the_answer(client, scene):
    scene.release_practice()
    question = scene.ask()
    client.force_login(scene.marta)
    tasks = client.get("/")
    assert "Yokohama asks about this good practice." in text_of(tasks)
    assert question.address_of("partnerships:question-answer") in tasks.text
    page = client.get(scene.practice.get_absolute_url())
    text = text_of(page)
    assert all(words in text for words in ("Aiko Mori", "aiko@example.org", "Yokohama", "EU-Japan", "Asked on"))
    answered = send(client, question.address_of("partnerships:question-answer"))
    assert "Answered on" in text_of(answered)
    assert "Yokohama asks" not in text_of(client.get("/"))
    assert "Answered on" in listed(client, scene.aiko, "other-practices")[0][0]
    # Asked again, the older question stays answered.
    again = scene.ask()
    marta = {"by": scene.marta, "grants": read_grants(scene.marta)}
    question = PracticeQuestion.objects.with_names().get(pk=question.pk)
    with pytest.raises(DomainError):
        ReopenQuestion.do(question, **marta)
    AnswerQuestion.do(PracticeQuestion.objects.with_names().get(pk=again.pk), **marta)
    reopened = ReopenQuestion.do(PracticeQuestion.objects.with_names().get(pk=again.pk), **marta)
    assert reopened.answered_on is None


def test_whoever_reads_the_strand_of_the_practice_does_not_ask_nor_see_who_did(client, scene):
    scene.release_practice()
    scene.ask()
    for who in (scene.jisu, scene.marta, scene.staff):
        with pytest.raises(NotAllowed):
            scene.ask(who)
    assert AuditEntry.objects.get(action="practice-ask").strand_id == scene.old.pk
    client.force_login(scene.jisu)
    history = reverse("partnerships:record-history", args=["eu-korea-2017", "good-practice", scene.practice.pk])
    of_pairing = reverse("partnerships:pairing-history", args=["eu-korea-2017", scene.pairing.code])
    for page in (scene.practice.get_absolute_url(), history, of_pairing):
        assert "Aiko" not in client.get(page).text


def test_where_nobody_works_any_more_the_practice_says_whom_to_write_to(scene):
    scene.release_practice()
    scene.marta.is_active = False
    scene.marta.save()
    with pytest.raises(DomainError, match="Nobody works for this city"):
        scene.ask()
    assert not PracticeQuestion.objects.exists()


@pytest.mark.one_database
def test_the_lists_cost_the_same_for_few_and_for_many(client, scene):
    def release(number):
        eu = ParticipationFactory(strand=scene.old, side="eu", releases_projects=True)
        busan = ParticipationFactory(strand=scene.old, side="counterpart", releases_projects=True)
        topic = ThemeFactory(strand=scene.old, parent=ThemeFactory(strand=scene.old))
        InterestFactory(participation=eu, topic=topic)
        GoodPracticeFactory(interest__participation=eu, interest__topic=topic, is_released=True)
        ProjectFactory(pairing=PairingFactory(strand=scene.old, eu=eu, counterpart=busan), topic=topic)
        coordinator(eu, f"person-{number}@example.net", shows_to_programme=True)

    release(0)
    costs = []
    for more in (0, 9):
        for number in range(more):
            release(number + 1)
        client.force_login(scene.aiko)
        found = {}
        for name in PAGES:
            address = reverse(f"partnerships:{name}", args=["eu-japan-2026"])
            assert client.get(address).status_code == 200
            found[name] = count_queries(lambda address=address: client.get(address))
            assert len(rows_of(client.get(address))) == more + 1
        costs.append(found)
    assert costs[0] == costs[1]
    assert max(costs[0].values()) <= 16


@pytest.mark.one_database
def test_a_practice_costs_the_same_with_one_question_and_with_many(client, scene):
    scene.release_practice()
    scene.ask()
    client.force_login(scene.marta)
    page = scene.practice.get_absolute_url()
    client.get(page)
    few = count_queries(lambda: client.get(page))
    for number in range(9):
        other = coordinator(ParticipationFactory(strand=scene.new), f"other-{number}@example.org")
        scene.ask(other)
    assert count_queries(lambda: client.get(page)) == few
