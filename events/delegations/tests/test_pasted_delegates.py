"""Rows pasted from a spreadsheet: read as they stand, with the line of each fault."""

import pytest
from django.utils import translation

from events.delegations.forms import COLUMNS, read_rows
from events.enums import DelegateRole
from partnerships.enums import Sector

pytestmark = pytest.mark.one_database


def read(text):
    return read_rows(text, name_order="family-first")


def names(text):
    rows, faults = read(text)
    assert not faults
    return [(row["family_name"], row["given_name"], row["name_native"]) for _line, row in rows]


def test_cells_are_apart_by_tabs():
    rows, faults = read(
        "Kim\tJisu\t김지수\tDr\tTeam leader\tBusan; port office\tgovernment\tKorean, English\thead\tjisu@example.org"
    )

    assert not faults
    assert rows[0][1] == {
        "family_name": "Kim",
        "given_name": "Jisu",
        "name_native": "김지수",
        "title": "Dr",
        "function": "Team leader",
        "organisation_name": "Busan; port office",
        "sector": "government",
        "languages": "Korean, English",
        "role": "head",
        "email": "jisu@example.org",
        "name_order": "family-first",
    }


def test_or_by_semicolons():
    assert names("van der Berg; Anna") == [("van der Berg", "Anna", "")]


def test_names_stay_as_they_are():
    assert names("KIM;  Ji-su \n;;김지수\nSuharto\nO'Neill;Máire") == [
        ("KIM", "Ji-su", ""),
        ("", "", "김지수"),
        ("Suharto", "", ""),
        ("O'Neill", "Máire", ""),
    ]


def test_an_empty_line_counts_but_is_left_out():
    rows, _faults = read("Kim\tJisu\n\n  \nLee\tHaneul")

    assert [line for line, _row in rows] == [1, 4]


def test_a_cell_in_quotation_marks_may_hold_a_line_break():
    rows, _faults = read('Kim\tJisu\t\t\t"Team leader\nport"\nLee\tHaneul')

    assert [(line, row["function"]) for line, row in rows] == [(2, "Team leader\nport"), (3, "")]


def test_a_row_of_titles_is_left_out():
    head = "\t".join(str(title) for _name, title in COLUMNS)

    assert names(f"{head}\nKim\tJisu") == [("Kim", "Jisu", "")]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_choices_are_read_as_stored_or_as_the_screen_names_them(language):

    with translation.override(language):
        cells = ["Kim", "Jisu", "", "", "", "", str(Sector.CIVIL_SOCIETY.label), "", str(DelegateRole.RAPPORTEUR.label)]
        rows, faults = read("\t".join(cells))

    assert not faults
    assert (rows[0][1]["sector"], rows[0][1]["role"]) == ("civil-society", "rapporteur")


def test_without_a_role_somebody_is_a_member():
    assert read("Kim;Jisu")[0][0][1]["role"] == "member"


def test_each_fault_is_named_by_its_line():
    _rows, faults = read("Kim;Jisu;;;;;army\nLee;Haneul\nPark;Minho;;;;;;;king\n" + ";".join("abcdefghijkl"))

    assert [line for line, _fault in faults] == [1, 3, 4]
    assert "army" in faults[0][1]
    assert "11" in faults[2][1]


def test_more_than_fifty_are_too_many():
    _rows, faults = read("\n".join(f"Kim;Jisu {number}" for number in range(51)))

    assert faults == [(51, "Nominate at most 50 people at once.")]


def test_nothing_is_no_row():
    assert read(" \n\n;;") == ([], [])


def test_of_thousands_of_rows_the_first_too_many_is_named_alone():
    rows, faults = read("Kim;Jisu\n" * 10_000)
    assert (len(rows), faults) == (50, [(51, "Nominate at most 50 people at once.")])

    rows, faults = read("Kim;Jisu;;;;;army\n" * 10_000)
    assert (len(rows), len(faults), faults[-1][0]) == (0, 51, 51)
