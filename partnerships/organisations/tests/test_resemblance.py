"""Which names resemble a new one, tried on the organisations of the real pack, in both scripts."""

import csv
from pathlib import Path

import pytest
from django.conf import settings

from partnerships.organisations.selectors import MOST, THRESHOLD, resembling

pytestmark = pytest.mark.one_database

PACK = Path(settings.BASE_DIR) / "data" / "eu-korea-2017"


def _rows(table):
    with (PACK / f"{table}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


ROWS = _rows("organisations")
CODES = [row["code"] for row in ROWS]
EXISTING = [(key, (row["name_en"], row["name_ko"])) for key, row in enumerate(ROWS)]
PLACES = [row[name] for row in _rows("cities") for name in ("name_en", "name_ko") if row[name]]


def found(*names, existing=EXISTING):
    return [CODES[key] for key, _score in resembling(names, existing, places=PLACES)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        # Case, blanks, order, spelling, abbreviation, a slip of the finger.
        ("samwon fa", "samwon-fa"),
        ("SamwonFA", "samwon-fa"),
        ("Samwon-FA Co., Ltd.", "samwon-fa"),
        ("Barcelona University", "university-of-barcelona"),
        ("Univ. of Barcelona", "university-of-barcelona"),
        ("Blanquerna Univeristy", "blanquerna-university"),
        ("Barcelona Supercomputing Center", "barcelona-supercomputing-centre"),
        ("Open & Agile Smart Cities", "oasc"),
        ("City of Busan", "busan-metropolitan-city"),
        # A part of the name, what stands in its brackets, its first letters.
        ("Samsung", "samsung-electronics"),
        ("Brainport", "brainport"),
        ("KEPCO", "kepco"),
        ("Lighting Urban Community International", "luci"),
        ("ICEC", "icec"),
        ("EU Delegation to Korea", "eu-delegation-korea"),
        # Hangul: blanks, forms of companies, offices, beginnings.
        ("(주)삼원FA", "samwon-fa"),
        ("삼성전자 주식회사", "samsung-electronics"),
        ("㈜삼성전자", "samsung-electronics"),
        ("부산 정보산업 진흥원", "bipa"),
        ("(재)부산정보산업진흥원", "bipa"),
        ("재단법인 서울디지털재단", "seoul-digital-foundation"),
        ("성균관 대학교", "sungkyunkwan-university"),
        ("한국전력", "kepco"),
        ("기아", "kia-motors"),
        ("수원시청", "suwon-city"),
        ("송파구", "songpa-gu-office"),
        ("국제도시조명연맹", "luci"),
        ("오픈 애자일 스마트시티", "oasc"),
    ],
)
def test_a_name_that_means_an_existing_one_is_found(typed, code):
    assert found(typed)[:1] == [code]


@pytest.mark.parametrize(
    "typed",
    [
        # The same city, another body of it.
        "Busan Port Authority",
        "부산항만공사",
        "부산대학교",
        "Barcelona Activa",
        "광주테크노파크",
        "수원시정연구원",
        # The same kind of body.
        "Pompeu Fabra University",
        "고려대학교",
        "LG전자",
        # Nothing to compare.
        "",
        "  ",
        "The",
        "(주)",
        "🙂",
        "()",
    ],
)
def test_a_name_that_shares_only_common_words_is_new(typed):
    assert found(typed) == []


def test_the_real_directory_has_hardly_two_that_resemble_each_other():
    pairs = {
        tuple(sorted((CODES[key], other))) for key, names in EXISTING for other in found(*names) if other != CODES[key]
    }
    assert pairs == {
        ("busan-metropolitan-city", "gwangju-metropolitan-city"),
        ("gwangju-city-council", "gwangju-metropolitan-city"),
    }


def test_each_of_the_real_ones_resembles_itself_most_by_either_name():
    for key, names in EXISTING:
        for name in names:
            assert resembling((name,), EXISTING, places=PLACES)[0] == (key, 1.0), name


def test_either_script_may_stand_in_either_field():
    assert found("부산정보산업진흥원", "") == found("", "Busan IT Industry Promotion Agency") == ["bipa"]


def test_the_answer_does_not_depend_on_the_order_and_names_the_best_first():
    names = ("Gwangju City Council", "광주광역시의회")
    assert found(*names) == found(*reversed(names)) == found(*names, existing=EXISTING[::-1])
    scores = [score for _key, score in resembling(names, EXISTING, places=PLACES)]
    assert scores == sorted(scores, reverse=True)
    assert all(THRESHOLD <= score <= 1 for score in scores)


def test_nobody_is_shown_more_than_one_can_look_at():
    many = [(key, (f"Port Authority of Busan {key}",)) for key in range(30)]
    assert len(resembling(("Port Authority of Busan",), many)) == MOST
