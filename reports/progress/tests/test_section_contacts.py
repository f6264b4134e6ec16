"""Contacts in a report: how many, by side and kind, and how long there was none; never what was said."""

import datetime as dt

import pytest

from core import clock
from partnerships.enums import BuiltIn
from partnerships.indicators.selectors import read_counts, reading_of
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import ContactFactory, TargetFactory
from reports.tests.real_scope import load_real, scope_of
from reports.tests.told_sections import all_words, cells, compiled, figure_values, sheets, told

pytestmark = pytest.mark.django_db
AS_OF = dt.datetime(2017, 10, 1, 12, tzinfo=clock.STRAND_ZONE)


def contact(pairing, day, **values):
    values = {"side": "eu", **values}
    return ContactFactory(pairing=pairing, on=dt.date.fromisoformat(day), **values)


def data_of(reporting, pairing=""):
    return compiled("contacts", scope_of(reporting, pairing, as_of=AS_OF))


def test_contacts_are_counted_by_side_and_kind(half_year, pairing):
    contact(pairing, "2017-03-14")
    contact(pairing, "2017-04-02", side="counterpart", kind="messenger")
    contact(pairing, "2017-04-03", kind="call")
    contact(pairing, "2017-09-13", side="")
    contact(pairing, "2017-09-14")
    contact(pairing, "2017-03-13")
    contact(pairing, "2017-05-01", withdrawn_at=clock.now(), withdrawn_reason="A mistake")
    found = data_of(half_year)
    assert found["total"] == 4
    assert found["by_side"] == {"eu": 1, "counterpart": 1, "together": 2}
    assert {kind: number for kind, number in found["by_kind"].items() if number} == {
        "call": 1,
        "mail": 2,
        "messenger": 1,
    }
    assert "Four contacts were recorded in the period." in all_words(told("contacts", found))


def test_what_was_said_and_by_whom_is_in_no_report(half_year, pairing):
    contact(pairing, "2017-04-02", what_en="The mayor will resign.", who="Kim Jisu", author_label="Marta Soler")
    for code in ("", pairing.code):
        found = data_of(half_year, code)
        assert found["total"] == 1
        assert not any(word in str(found) for word in ("resign", "Kim Jisu", "Marta Soler"))


def test_every_report_tells_how_many_each_pairing_has_and_never_on_which_day(half_year, pairing):
    other = PairingFactory(strand=half_year.strand)
    for day in ("2017-04-02", "2017-04-03"):
        contact(pairing, day)
    contact(other, "2017-04-02")
    rows = data_of(half_year)["figures"][0]["rows"]
    assert [(row["kind"], row["pairing"], row["amount"]) for row in rows] == [
        ("pairing", pairing.code, 2), ("pairing", other.code, 1),
    ]  # fmt: skip
    rows = data_of(half_year, pairing.code)["figures"][0]["rows"]
    assert [(row["kind"], row["pairing"], row["amount"]) for row in rows] == [("pairing", pairing.code, 2)]
    for code in ("", pairing.code):
        found = data_of(half_year, code)
        assert not any(day in str(found) for day in ("2017-04-02", "2017-04-03"))
        told_cells = [cell for row in sheets("contacts", found)["contacts"].rows for cell in row]
        assert not any(isinstance(cell, dt.date) for cell in told_cells)


def test_a_target_of_contacts_counts_them_too_and_opens_none(half_year, pairing):
    TargetFactory(strand=half_year.strand, pairing=pairing, built_in="contacts", target=12)
    contact(pairing, "2017-04-02", code="contact-secret")
    contact(PairingFactory(strand=half_year.strand), "2017-04-03")
    found = compiled("indicators", scope_of(half_year, pairing.code, as_of=AS_OF))
    (one,) = [row for row in found["figures"] if row["key"] == "count-contacts"]
    assert [(row["kind"], row["amount"], row["day"]) for row in one["rows"]] == [("pairing", 1, None)]
    assert "contact-secret" not in str(found)


def test_the_number_is_the_portals_own(half_year, pairing):
    for day in ("2017-04-02", "2017-05-02", "2017-05-03"):
        contact(pairing, day)
    counts = read_counts(strand=half_year.strand, today=AS_OF.date())
    assert figure_values(data_of(half_year))["contacts"] == reading_of(counts, None, BuiltIn.CONTACTS).value == 3


def test_the_longest_time_without_a_sign_is_told_by_its_length_alone(half_year, pairing):
    contact(pairing, "2017-04-01")
    contact(pairing, "2017-07-10", side="counterpart")
    contact(pairing, "2017-08-01")
    silence = data_of(half_year)["pairings"][0]["silence"]
    assert silence == {"days": 100, "signs": 3}
    assert "100 days" in all_words(told("contacts", data_of(half_year)))


def test_it_runs_to_the_last_day_while_the_pairing_is_open(half_year, pairing):
    contact(pairing, "2017-03-14")
    assert data_of(half_year)["pairings"][0]["silence"]["days"] == 183
    pairing.status = "closed"
    pairing.save(by=None)
    assert data_of(half_year)["pairings"][0]["silence"]["days"] == 0


def test_without_any_sign_nothing_is_known_of_a_silence(half_year, pairing):
    found = data_of(half_year)
    assert found["pairings"][0]["silence"]["days"] is None
    words = all_words(told("contacts", found))
    assert "nobody reported any" in words
    assert "no sign on record" in words


def test_the_workbook_has_each_pairing(half_year, pairing):
    contact(pairing, "2017-04-02", kind="visit")
    found = sheets("contacts", data_of(half_year))
    row = cells(found["contacts"])
    assert (row["All contacts"], row["Visit"]) == (1, 1)


def test_the_real_strand_reports_no_contact_and_no_silence_that_nobody_knows_of():
    found = compiled("contacts", scope_of(load_real()))
    assert found["total"] == 0
    silences = {row["code"]: row["silence"] for row in found["pairings"]}
    assert silences["busan-barcelona"] == {"days": 399, "signs": 4}
