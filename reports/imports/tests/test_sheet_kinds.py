"""Each kind of sheet: what the portal has comes back unchanged, what is new is added, people get their mails once."""

import io
from typing import Any

import pytest
from django.utils import translation

from accounts.models import Mail
from core.errors import DomainError
from core.pack.cells import CellFault
from events.models import Delegate, Event
from events.tests.factories import EventFactory, QuotaFactory
from partnerships.models import Interest, Invitation, Project
from partnerships.tests.factories import ThemeFactory
from partnerships.tests.factories_together import InterestFactory, ProjectFactory
from reports.imports.kinds import KINDS, PACK, SheetKind
from reports.imports.reading import heading
from reports.imports.services import template_file
from reports.imports.tests.scene import Importing

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(sides: Any) -> Importing:
    strand, pairing = sides.pairing.strand, sides.pairing
    area = ThemeFactory(strand=strand, code="energy", name_en="Energy", name_ko="에너지")
    light = ThemeFactory(strand=strand, code="light", name_en="Street light", name_ko="가로등", parent=area)
    InterestFactory(participation=pairing.eu, topic=light, kind="offer")
    ProjectFactory(pairing=pairing, title_en="Lamps that listen", title_ko="듣는 가로등", topic=light)
    visit = EventFactory(
        strand=strand, code="visit", title_en="Visit to Barcelona", title_ko="바르셀로나 방문", pairings=[pairing]
    )
    QuotaFactory(event=visit, side="counterpart", places=5)
    return Importing(sides)


@pytest.mark.parametrize("kind", [name for name in KINDS if name != PACK])
def test_a_template_comes_back_unchanged(staff: Importing, kind: str) -> None:
    content, _rows = template_file(SheetKind(kind, staff.strand))
    row = staff.begin(kind, file=io.BytesIO(content))
    assert staff.faults(row) == []
    assert {fate for _row, _name, fate in staff.fates(row)} <= {"left"}
    assert staff.found(row)["unmatched"] == []


# Of each kind, cells as people write them in English and in Korean, and the keys that they name.
CHOSEN = [
    ("partners", "side", "South Korea / Republic of Korea / KR", "한국 / 대한민국 / 한국 측", "counterpart"),
    ("partners", "side", "EU side", "EU 측", "eu"),
    ("partners", "kind", "Alliance of cities", "도시연합 / 도시 연합", "alliance"),
    ("partners", "country", "South Korea", "대한민국", "KR"),
    ("partners", "country", "Australia", "호주", "AU"),
    ("partners", "country", "Turkey", "튀르키예", "TR"),
    ("people", "role", "Programme staff", "수행기관 담당자", "staff"),
    ("people", "language", "Korean", "한국어", "ko"),
    ("people", "language", "English", "영어", "en"),
    ("interests", "kind", "Offer", "제공 가능 분야", "offer"),
    ("projects", "level", "Not pursued", "미추진", "not-pursued"),
    ("events", "kind", "study visit / Study visit", "대표단방문 / 대표단 방문", "study-visit"),
    ("events", "status", "Not reported", "미보고", "unknown"),
    ("delegates", "role", "Head of delegation", "단장", "head"),
    ("delegates", "sector", "Civil society", "시민사회", "civil-society"),
    ("delegates", "name_order", "Family name first (Kim Jisu)", "성 먼저(Kim Jisu)", "family-first"),
]


@pytest.mark.parametrize("reader", ["en", "ko"])
@pytest.mark.parametrize(("kind", "column", "english", "korean", "key"), CHOSEN)
def test_a_choice_is_read_in_either_language_and_as_its_key(
    staff: Importing, reader: str, kind: str, column: str, english: str, korean: str, key: str
) -> None:
    with translation.override(reader):
        asked = SheetKind(kind, staff.strand).columns[column]
        cells = [*english.split(" / "), *korean.split(" / "), key, key.upper()]
        assert {cell: asked.read(cell) for cell in cells} == dict.fromkeys(cells, key)
        assert asked.read(asked.show(key)) == key


@pytest.mark.parametrize(("reader", "allowed"), [("en", "EU side, South Korea"), ("ko", "EU 측, 한국 측")])
def test_what_is_allowed_is_explained_in_the_language_of_the_reader(
    staff: Importing, reader: str, allowed: str
) -> None:
    with translation.override(reader):
        asked = SheetKind("partners", staff.strand).columns["side"]
        assert asked.why.startswith(f"{allowed}. ")
        with pytest.raises(CellFault, match=allowed):
            asked.read("left")


def test_people_are_invited_after_the_import_and_not_before(staff: Importing) -> None:
    rows = [
        ["이메일", "성", "이름", "역할", "Partner"],
        ["jisu@busan.example", "김", "지수", "Coordinator", "부산"],
        ["marta@bcn.example", "Soler", "Marta", "Observer", ""],
    ]
    row = staff.begin("people", *rows)
    assert staff.faults(row) == []
    assert (Invitation.objects.count(), Mail.objects.count()) == (0, 0)
    staff.store(row)
    assert set(Mail.objects.values_list("address", flat=True)) == {"jisu@busan.example", "marta@bcn.example"}
    again = staff.begin("people", *rows)
    assert {fate for _row, _name, fate in staff.fates(again)} == {"left"}
    staff.undo(row)
    assert not Invitation.objects.waiting().exists()


def test_faults_of_people_are_told_with_their_rows(staff: Importing) -> None:
    row = staff.begin(
        "people", ["email", "role", "partner"], ["no address", "Observer", ""], ["a@b.example", "Coordinator", ""],
        ["c@d.example", "Observer", ""], ["C@d.example", "observer", ""], ["e@f.example", "King", "Atlantis"],
    )  # fmt: skip
    told = [(number, column) for number, column, _reason in staff.faults(row)]
    assert told == [(2, "email"), (3, "partner"), (5, "email"), (6, "role"), (6, "partner")]
    assert Invitation.objects.count() == 0
    with pytest.raises(DomainError, match="5 faults"):
        staff.store(row)


def test_needs_projects_and_events_name_things_as_people_do(staff: Importing) -> None:
    staff.store(staff.begin("interests", ["Partner", "Topic", "Kind"], ["부산", "가로등", "Need"]))
    assert Interest.objects.get(participation__partner__name_en="Busan").topic.code == "light"
    row = staff.begin(
        "projects",
        ["Pairing", "Title in English", "Title in Korean", "Topic", "Progress level", "First reported"],
        ["Busan-Barcelona", "=1+1", "<script>", "street light", "Exploring", "2017. 3. 14."],
        ["부산·바르셀로나", "Lamps that listen", "듣는 가로등", "", "Identified", ""],
    )
    assert staff.faults(row) == []
    assert [fate for _row, _name, fate in staff.fates(row)] == ["added", "left"]
    staff.store(row)
    made = Project.objects.get(title_en="=1+1")
    assert (made.pairing, made.title_ko, made.level) == (staff.sides.pairing, "<script>", "exploring")
    rows = [
        ["제목(국문)", "종류", "상태", "시작일", "Pairings"],
        ["착수회의", "Launch meeting", "Planned", "2027-03", "*"],
    ]
    row = staff.begin("events", ["Title in Korean", "Kind", "Status", "First day", "Pairings"], *rows[1:])
    assert staff.faults(row) == []
    staff.store(row)
    event = Event.objects.get(title_ko="착수회의")
    assert (event.code, event.baseline.start.iso(), event.all_pairings) == ("event-1", "2027-03", True)
    staff.undo(row)
    assert not Event.objects.filter(title_ko="착수회의").exists()


def test_delegates_are_nominated_and_taken_back(staff: Importing) -> None:
    rows = [
        ["Event", "Partner", "Family name", "Given name", "Name in own script", "Role"],
        ["Visit to Barcelona", "Busan", "Kim", "Jisu", "김지수", "Head of delegation"],
        ["바르셀로나 방문", "Busan", "Park", "Min", "", "Head of delegation"],
        ["visit", "Busan", "Lee", "Ho", "", ""],
    ]
    row = staff.begin("delegates", *rows)
    assert [(number, column) for number, column, _reason in staff.faults(row)] == [(3, "Role")]
    rows[2][5] = "Member"
    row = staff.begin("delegates", *rows)
    assert (staff.faults(row), Delegate.objects.count()) == ([], 0)
    staff.store(row)
    assert list(Delegate.objects.order_by("number").values_list("family_name", "role", "status")) == [
        ("Kim", "head", "nominated"), ("Park", "member", "nominated"), ("Lee", "member", "nominated"),
    ]  # fmt: skip
    staff.undo(row)
    assert not Delegate.objects.active().exists()


def test_what_has_changed_since_it_was_seen_is_shown_again(staff: Importing) -> None:
    row = staff.begin("interests", ["Partner", "Topic", "Kind"], ["Busan", "light", "Need"])
    seen = staff.found(row)["digest"]
    InterestFactory(participation=staff.sides.pairing.counterpart, topic=Interest.objects.get().topic, kind="need")
    with pytest.raises(DomainError, match="has changed since"):
        staff.store_as(row, seen)
    assert Interest.objects.count() == 2


def test_the_list_of_rows_speaks_as_people_do(staff: Importing) -> None:
    heads = ["Pairing", "Title in English", "Progress level", "Topic"]
    rows = [["busan-barcelona", "Lamps that listen", "Running", ""], ["Busan-Barcelona", "Trams", "Agreed", "light"]]
    row = staff.begin("projects", heads, *rows, ["Busan-Barcelona", "Trams", "Agreed", ""])
    assert staff.faults(row) == [(4, "Title in English", "Row 3 is about the same record. Keep one of them.")]
    with translation.override("ko"):
        (_table, _number, name, _fate, more), *_others = staff.found(row)["lines"]
        assert (name, "Progress level: 발굴 → 본격 추진" in more) == ("듣는 가로등", True)
        found = staff.found(staff.begin("interests", ["Partner", "Topic", "Kind"], ["Busan", "light", "Need"]))
    assert [line[2] for line in found["lines"]] == ["부산, 가로등, 교류 희망 분야"]


@pytest.mark.parametrize(
    ("kind", "heads", "columns"),
    [
        ("partners", "참여도시 / 구분 / 나라 / 비고", ["name_en", "side", "country", "note"]),
        ("partners", "이름 / 국문명 / 국가", ["name_en", "name_ko", "country"]),
        ("people", "이메일 / 도시 / 역할", ["email", "partner", "role"]),
        ("interests", "도시 / 협력 분야 / 유형", ["partner", "topic", "kind"]),
        ("projects", "사업명 / 단계 / Remarks", ["title_en", "level", "note"]),
        ("events", "행사명 / 유형 / 날짜", ["title_en", "kind", "planned_start"]),
    ],
)
def test_columns_are_known_by_what_people_call_them(
    staff: Importing, kind: str, heads: str, columns: list[str]
) -> None:
    titles = SheetKind(kind, staff.strand).titles
    assert [titles.get(heading(head)) for head in heads.split(" / ")] == columns
