"""Each kind of cell takes what its column may hold, refuses the rest, and writes it back."""

from decimal import Decimal

import pytest
from django.utils import translation

from core.pack import cells

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (cells.Text(5), "=1+1"),
        (cells.Code(), "busan-barcelona-2"),
        (cells.Sources(), "https://a.example/?p=1 ; http://b.example/ü"),
        (cells.Choice(("eu", "both")), "eu"),
        (cells.Country(), "KR"),
        (cells.Countries(), "KR;JP"),
        (cells.TimeZone(), "Asia/Seoul"),
        (cells.Integer(), "3285147"),
        (cells.Number(-180, 180, 5), "-3.70256"),
        (cells.Day(), "2017-03-14"),
        (cells.Day(), "2017-03"),
        (cells.Day(), "2017"),
        (cells.Reference("cities"), "busan"),
        (cells.Reference("pairings", every=True), "*"),
        (cells.References("themes"), "ict;air-quality"),
        (cells.References("pairings", every=True), "*"),
        (cells.References("pairings", every=True), "busan-barcelona"),
        (cells.Codes(), "launch-meeting;host-visit"),
        (cells.Time(), "09:05"),
        (cells.Time(), "23:59"),
    ],
)
def test_what_was_read_is_written_again(cell, text):
    assert str(cell.write(cell.parse(text))) == text


@pytest.mark.parametrize(
    "cell",
    [
        cells.Text(),
        cells.Countries(),
        cells.Integer(),
        cells.Number(0, 1, 2),
        cells.Day(),
        cells.Time(),
        cells.Codes(),
        cells.References("x"),
    ],
)
def test_an_empty_value_is_written_as_an_empty_cell(cell):
    assert cell.write(cell.empty) == ""


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (cells.Text(5), "longer"),
        (cells.Code(), "Busan"),
        (cells.Code(), "bu san"),
        (cells.Code(), "부산"),
        (cells.Code(), "a" * 81),
        (cells.Sources(), "javascript:alert(1)"),
        (cells.Sources(), "https://a.example/;https://b.example/ and more"),
        (cells.Sources(), "https://"),
        (cells.Sources(), "https://[::1"),
        (cells.Sources(), "https://a.example/ ; "),
        (cells.Choice(("eu", "both")), "EU"),
        (cells.Country(), "kr"),
        (cells.Country(), "KOR"),
        (cells.Country(), "XX"),
        (cells.Countries(), "KR;;JP"),
        (cells.Countries(), "KR;KR"),
        (cells.TimeZone(), "Asia/Busan"),
        (cells.Integer(), "1,000"),
        (cells.Integer(), "1.5"),
        (cells.Integer(), "-1"),
        (cells.Integer(), "２"),
        (cells.Integer(), "99999999999"),
        (cells.Integer(least=1), "0"),
        (cells.Number(-90, 90, 5), "90.1"),
        (cells.Number(-90, 90, 5), "35,1"),
        (cells.Number(-90, 90, 5), "NaN"),
        (cells.Number(-90, 90, 5), "1e1"),
        (cells.Number(-90, 90, 5), "1.123456"),
        (cells.Day(), "14.3.2017"),
        (cells.Day(), "2017-3"),
        (cells.Day(), "2017-02-29"),
        (cells.Day(), "2017-13"),
        (cells.Day(), "0000"),
        (cells.Day(), "2017-03-14T00:00:00"),
        (cells.Reference("cities"), "*"),
        (cells.Reference("cities"), "busan;suwon"),
        (cells.References("cities"), "*"),
        (cells.References("cities"), "busan;"),
        (cells.References("cities"), "busan;busan"),
        (cells.References("pairings", every=True), "*;busan-barcelona"),
        (cells.Codes(), "*"),
        (cells.Codes(), "Host visit"),
        (cells.Time(), "24:00"),
        (cells.Time(), "9:00"),
        (cells.Time(), "09:60"),
        (cells.Time(), "09:00:00"),
        (cells.Time(), "9 am"),
    ],
)
def test_what_a_column_may_not_hold_is_refused_with_a_reason(cell, text):
    with pytest.raises(cells.CellFault, match=r"\w"):
        cell.parse(text)


def test_a_number_is_kept_exactly():
    assert cells.Number(-180, 180, 5).parse("129.03004") == Decimal("129.03004")


@pytest.mark.parametrize(
    ("cell", "text", "english", "korean"),
    [
        (cells.Day(), "2017-02-30", "There is no such day.", "달력에 없는 날짜입니다."),
        (cells.Day(), "2017-02-00", "There is no such day.", "달력에 없는 날짜입니다."),
        (cells.Day(), "2017-13", "There is no such month.", "없는 달입니다. 달은 01부터 12까지입니다."),
        (cells.Day(), "2017-00-10", "There is no such month.", "없는 달입니다. 달은 01부터 12까지입니다."),
        (
            cells.Time(),
            "25:61",
            "There is no such time: a day goes from 00:00 to 23:59.",
            "없는 시각입니다. 하루는 00:00부터 23:59까지입니다.",
        ),
    ],
)
def test_a_date_in_the_right_form_is_told_that_no_calendar_has_it(cell, text, english, korean):
    for language, words in (("en", english), ("ko", korean)):
        with translation.override(language), pytest.raises(cells.CellFault) as fault:
            cell.parse(text)
        assert str(fault.value) == words


@pytest.mark.parametrize(("text", "meant"), [("UK", "GB"), ("uk", "GB"), ("EL", "GR"), ("KOR", "KR"), ("kr", "KR")])
def test_a_usual_slip_for_a_country_gets_its_code_proposed(text, meant):
    with pytest.raises(cells.CellFault, match=rf"Did you mean {meant}\?$"):
        cells.Country().parse(text)
    with (
        translation.override("ko"),
        pytest.raises(cells.CellFault, match=rf" {meant} 코드가 맞는지 확인해 주십시오\.$"),
    ):
        cells.Country().parse(text)


def test_letters_that_mean_nothing_get_no_proposal():
    with pytest.raises(cells.CellFault, match=r"such as KR\.$"):
        cells.Country().parse("XX")
