"""The matches of the real strand of 2017-2018, as its records have them."""

import pytest
from django.utils import translation

from core.access import Grants
from partnerships.enums import Meeting
from partnerships.matching.selectors import MatchList, matches_of
from partnerships.models import Pairing, Strand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_pack")]
READER = Grants(is_administrator=True)


def of(code):
    return matches_of(READER, Pairing.objects.with_names().get(code=code))


def told(rows):
    return [(row.kind.value, row.need.topic.code, [offer.topic.code for offer in row.offers]) for row in rows]


def test_the_four_needs_of_busan_meet_the_offers_of_barcelona():
    rows = of("busan-barcelona")
    assert {row.need.participation.partner.code for row in rows} == {"busan"}
    assert told(rows) == [
        ("topic", "idle-spaces", ["idle-spaces"]),
        ("area", "renewable-energy", ["solar-power"]),
        ("unmet", "transportation", []),
        ("unmet", "smart-city-platform", []),
    ]


def test_gwangju_wants_to_learn_what_tampere_offers():
    assert told(of("gwangju-tampere")) == [
        ("topic", "renewable-energy", ["renewable-energy"]),
        ("unmet", "smart-mobility", []),
    ]


def test_the_other_pairings():
    assert told(of("seoul-eindhoven")) == [("topic", "public-lighting", ["public-lighting"])]
    assert told(of("suwon-scottish-cities-alliance")) == [
        ("topic", "cultural-heritage", ["cultural-heritage"]),
        ("area", "low-carbon", ["solar-power", "water-management"]),
        ("area", "hydrogen", ["solar-power", "water-management"]),
        ("area", "idle-spaces", ["cultural-heritage"]),
    ]


def test_partners_outside_the_pair_are_suggested():
    others = {
        (code, row.need.topic.code): [one.participation.partner.code for one in row.others]
        for code in ("busan-barcelona", "suwon-scottish-cities-alliance")
        for row in of(code)
        if row.others
    }
    assert others == {
        ("busan-barcelona", "renewable-energy"): ["tampere"],
        ("suwon-scottish-cities-alliance", "low-carbon"): ["eindhoven"],
        ("suwon-scottish-cities-alliance", "idle-spaces"): ["barcelona"],
    }


REASONS = {
    "en": "Busan wants to learn about Regeneration of idle and run-down spaces: “One of the four fields named in the "
    "application: run-down areas.” Barcelona offers its experience: “Experience with the 22@ innovation district.”",
    "ko": "22@ 혁신지구 조성 경험을 공유합니다.",
}


def test_the_reason_uses_the_own_notes_of_both():
    rows = of("busan-barcelona")
    assert rows[0].why == REASONS["en"]
    assert rows[1].why.endswith(
        "Barcelona offers Solar power, in the same thematic area: “Experience with solar energy.”"
    )
    assert rows[2].why.endswith("Barcelona has entered no offer in this thematic area.")
    with translation.override("ko"):
        said = of("busan-barcelona")[0].why
    assert REASONS["ko"] in said
    assert "Experience with the 22@" not in said


def test_the_projects_on_a_topic_are_named():
    on_topic = {row.need.topic.code: [project.code for project in row.projects] for row in of("busan-barcelona")}
    assert on_topic["transportation"] == []
    assert on_topic["renewable-energy"] == list(
        Pairing.objects.get(code="busan-barcelona")
        .projects.filter(topic__code__in=["renewable-energy", "solar-power"])
        .order_by("search_text", "code")
        .values_list("code", flat=True)
    )


def listed(**asked):
    return MatchList(grants=READER, strand=Strand.objects.get(), asked=asked)


def test_pairings_come_before_suggestions_and_a_suggestion_lists_nothing_unmet():
    found = listed()
    rows = list(found.rows())
    assert len(rows) == found.total
    topics = [
        (row.pairing.code if row.pairing else "", row.need.topic.code) for row in rows if row.kind is Meeting.TOPIC
    ]
    assert [code for code, _topic in topics if code] == [code for code, _topic in topics[:4]]
    assert topics[4:] == [("", "renewable-energy"), ("", "idle-spaces")]
    assert all(row.pairing for row in rows if row.kind is Meeting.UNMET)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"eu": "tampere", "counterpart": "busan"}, 5),
        ({"eu": "barcelona", "counterpart": "busan", "kind": "topic"}, 1),
        ({"pairs": "pairings", "theme": "climate-change"}, 4),
        ({"theme": "solar-power", "pairs": "pairings"}, 3),
        ({"eu": "nowhere", "kind": "all", "theme": "' OR 1=1", "pairs": "some"}, 24),
    ],
)
def test_the_list_is_narrowed(asked, expected):
    found = listed(**asked)
    assert found.total == len(list(found.rows())) == expected


def test_the_pairings_stand_on_the_diagonal():
    matrix = listed().matrix(down=slice(0, 20), across=slice(0, 20))
    assert [row.partner.code for row in matrix["across"]] == ["busan", "gwangju", "seoul", "suwon"]
    assert [line.partner.code for line, _cells in matrix["lines"]] == [
        "barcelona",
        "tampere",
        "eindhoven",
        "scottish-cities-alliance",
    ]
    for number, (_line, cells) in enumerate(matrix["lines"]):
        assert [bool(pairing) for _column, pairing, _counts in cells] == [column == number for column in range(4)]
    _column, _pairing, counts = matrix["lines"][0][1][0]
    assert (counts["topic"], counts["area"], counts["unmet"]) == (1, 1, 2)


def test_nothing_of_a_closed_strand_can_be_started():
    assert not any(row.starts for row in listed().rows())
