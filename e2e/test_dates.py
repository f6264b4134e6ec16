"""A date is typed as one writes it or picked in the browser's calendar, and what was understood is told at once."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from e2e.desk import Desk
from partnerships.models import FollowUp
from worldcities.demo.preparing import CODE

pytestmark = pytest.mark.browser

ADD = f"/strands/{CODE}/pairings/busan-barcelona/follow-ups/add/"
TOLD = {"en": "Friday, 12 February 2027", "ko": "2027. 2. 12.(금)"}
NEW_YEAR = {"en": "New Year", "ko": "설날"}
PICKED = {"en": ("1 March 2027", "Monday, 1 March 2027"), "ko": ("2027. 3. 1.", "2027. 3. 1.(월)")}
READINGS = {"en": ["12 February 2027", "2 December 2027"], "ko": ["2027. 2. 12.", "2027. 12. 2."]}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_date_is_typed_told_picked_and_asked(window, language):
    busan = Desk(window, "coordinator", language)
    busan.go(ADD)
    field, told = busan.page.locator("[name=due_on]"), busan.page.locator("[data-date-told]")
    readings = told.get_by_role("button")

    def write(text):
        field.fill(text)
        field.press("Tab")

    write("2027. 2. 12.(금)" if language == "en" else "12 Feb 2027")
    expect(told).to_have_text(TOLD[language])
    write("2027-02-08")
    expect(told).to_contain_text(NEW_YEAR[language])
    # What the picker gives is written as the portal writes it.
    busan.page.locator("[data-date-pick]").click()
    picker = busan.page.locator(".wc-date-picker")
    expect(picker).to_have_value("2027-02-08")
    picker.fill("2027-03-01")
    busan.page.keyboard.press("Escape")
    expect(field).to_have_value(PICKED[language][0])
    expect(told).to_contain_text(PICKED[language][1])
    busan.fill("what", "Send the draft")
    write("12/02/2027")
    expect(readings).to_have_text(READINGS[language])
    # The same after a refusal, and the second of the two is meant.
    busan.send()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("12/02/2027")
    expect(readings).to_have_text(READINGS[language])
    readings.nth(1).click()
    expect(field).to_have_value(READINGS[language][1])
    busan.send()
    busan.page.wait_for_url("**/follow-ups/**")
    assert FollowUp.objects.latest("pk").due_on == dt.date(2027, 12, 2)
