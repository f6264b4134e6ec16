"""What the cities report: accepted updates alone, in the language each was written in, and who sent none."""

import datetime as dt

import pytest

from core import clock
from core.blocks import OutlineItem, Text
from partnerships.tests.factories import PairingFactory
from reports.tests.factories import CityUpdateFactory, ReportingPeriodFactory
from reports.tests.real_scope import load_real, scope_of
from reports.tests.told_sections import all_words, compiled, figure_values, rows_of, sheets, told

pytestmark = pytest.mark.django_db
AS_OF = dt.datetime(2017, 10, 1, 12, tzinfo=clock.STRAND_ZONE)
SENT = dt.datetime(2017, 9, 20, 23, 30, tzinfo=dt.UTC)


def update(reporting, participation, status="accepted", **values):
    sent = {} if status == "draft" else {"submitted_at": SENT}
    accepted = {"accepted_at": SENT} if status == "accepted" else {}
    return CityUpdateFactory(period=reporting, participation=participation, status=status, **sent, **accepted, **values)


def data_of(reporting, pairing="", section="updates"):
    return compiled(section, scope_of(reporting, pairing, as_of=AS_OF))


def line(question, state, text, key="milestone:1"):
    return {"key": key, "question": question, "state": state, "text_en": text, "text_ko": "", "url": "/strands/x/"}


def test_accepted_answers_and_the_lines_that_were_kept_are_told(half_year, pairing):
    lines = [
        line("achieved", "kept", "Launch meeting, 14 March"),
        line("achieved", "edited", "Visit, shorter"),
        line("achieved", "dropped", "A call of no weight"),
    ]
    update(half_year, pairing.eu, achieved_en="Two halls.", difficult_en="No staff.", lines=lines)
    found = data_of(half_year)
    words = all_words(told("updates", found))
    assert "Two halls." in words
    assert "A call of no weight" not in words
    items = [block.text.text for block in told("updates", found) if isinstance(block, OutlineItem)]
    assert items == ["Launch meeting, 14 March", "Visit, shorter"]
    assert [row[3] for row in sheets("updates", found)["answers"].rows] == ["answer", "Kept", "Edited", "answer"]


def test_an_answer_stands_in_the_language_it_was_written_in(half_year, pairing):
    update(half_year, pairing.counterpart, achieved_en="", achieved_ko="부산 방문을 마쳤습니다.")
    blocks = told("updates", data_of(half_year))
    assert any(
        block.text == Text("부산 방문을 마쳤습니다.", "ko", before="(in Korean)")
        for block in blocks
        if hasattr(block, "text")
    )


def test_what_is_not_accepted_is_not_told_and_a_returned_update_is_not_called_sent(half_year, pairing):
    update(half_year, pairing.eu, "submitted", achieved_en="Secret yet")
    update(half_year, pairing.counterpart, "draft", achieved_en="Not sent")
    third = PairingFactory(strand=half_year.strand)
    update(half_year, third.eu, "returned", achieved_en="Sent back")
    found = data_of(half_year)
    assert not any(word in str(found) for word in ("Secret yet", "Not sent", "Sent back"))
    states = {row["code"]: row["state"] for row in found["partners"]}
    assert states == {
        pairing.eu.partner.code: "sent",
        pairing.counterpart.partner.code: "none",
        third.eu.partner.code: "none",
        third.counterpart.partner.code: "none",
    }
    assert figure_values(found) == {"updates-accepted": 0, "updates-missing": 3}


def test_an_update_taken_back_is_none(half_year, pairing):
    update(half_year, pairing.eu, "draft", submitted_at=None)
    assert figure_values(data_of(half_year))["updates-missing"] == 2


def test_the_report_of_a_pairing_tells_its_two_partners_alone(half_year, pairing):
    other = PairingFactory(strand=half_year.strand)
    update(half_year, other.eu, achieved_en="Of the others")
    found = data_of(half_year, pairing.code)
    assert {row["code"] for row in found["partners"]} == {pairing.eu.partner.code, pairing.counterpart.partner.code}
    assert "Of the others" not in str(found)


def test_an_update_of_another_period_is_not_told(half_year, pairing):
    later = ReportingPeriodFactory(strand=half_year.strand, starts_on=dt.date(2017, 9, 14),
                                   ends_on=dt.date(2017, 12, 31), due_on=dt.date(2018, 1, 31))  # fmt: skip
    update(later, pairing.eu, achieved_en="Of the autumn")
    assert "Of the autumn" not in str(data_of(half_year))
    assert "Of the autumn" in str(data_of(later))


def test_the_day_of_acceptance_is_the_one_in_brussels(half_year, pairing):
    update(half_year, pairing.eu)
    found = data_of(half_year)
    assert found["updates"][0]["accepted_on"] == "2017-09-21"
    assert "Accepted | 21 September 2017" in all_words(told("updates", found))


def test_without_an_accepted_update_the_report_says_that_the_records_alone_speak():
    found = compiled("updates", scope_of(load_real()))
    assert found["updates"] == []
    assert "compiled from the records alone" in all_words(told("updates", found))
    said = told("updates", found)
    assert not rows_of(said)
    assert "No update is submitted by: Barcelona, " in all_words(said)


def test_difficulties_and_plans_are_told_where_they_belong(half_year, pairing):
    update(half_year, pairing.eu, difficult_en="The port was on strike.", next_en="We open the third hall.")
    risks, ahead = (data_of(half_year, "", section) for section in ("risks", "next"))
    assert "The port was on strike." in all_words(told("risks", risks))
    assert "We open the third hall." in all_words(told("next", ahead))


def test_markup_emoji_and_many_lines_stay_words(half_year, pairing):
    update(half_year, pairing.eu, achieved_en="<b>Halls</b> 🚀\n\n=1+1\n- an item\u202e")
    words = all_words(told("updates", data_of(half_year)))
    assert "<b>Halls</b> 🚀" in words
    assert "=1+1" in words
