"""An officer brings her own sheet of cities: three faults, mended by pasting, imported, undone, imported again."""

import pytest
from playwright.sync_api import expect

from e2e.desk import Desk
from partnerships.models import City, Participation
from worldcities.demo.preparing import CODE

pytestmark = pytest.mark.browser

HEAD = "City\tName in Korean\tSide\tCountry\tLatitude\tLongitude\tTime zone"
FAULTY = f"""{HEAD}
Jinju\t진주\tSouth Korea\tSouth Koria\t35.18\t128.1076\tAsia/Seoul
Leeds\t리즈\tEU side\tUnited Kingdom\t53.8008\t\tEurope/London
Turku\t투르쿠\tEU side\tFinland\t60.4518\t22.2666\tEurope/Helsinky"""
MENDED = FAULTY.replace("Koria", "Korea").replace("53.8008\t", "53.8008\t-1.5491").replace("sinky", "sinki")
NEW = ["jinju", "leeds", "turku"]


def test_a_sheet_with_three_faults_is_mended_imported_undone_and_imported(window):
    staff = Desk(window, "staff", "en")
    page = staff.page
    staff.begin()
    staff.go("/programme/")
    staff.press("Import a sheet or a pack")
    staff.choose("kind", "partners")
    staff.choose("strand", CODE)
    staff.fill("cells", FAULTY)
    staff.press("Look at the rows")
    staff.sees("3 faults are to be mended first.")
    faults = page.get_by_role("table", name="Faults").get_by_role("row")
    expect(faults.nth(1)).to_contain_text("Did you mean “South Korea”?")
    expect(faults.nth(2)).to_contain_text("Decimal degrees")
    expect(faults.nth(3)).to_contain_text("Did you mean “Europe/Helsinki”?")
    staff.fill("cells", MENDED)
    staff.press("Look at the rows")
    staff.sees("Nothing is imported yet. Added: 3, changed: 0, left as they are: 0.")
    assert not City.objects.filter(code__in=NEW).exists()
    page.get_by_role("main").get_by_role("button", name="Import", exact=True).click()
    staff.sees("Imported. Added: 3")
    assert Participation.objects.filter(strand__code=CODE, partner__code__in=NEW).count() == 3
    page.get_by_role("button", name="Undo").first.click()
    staff.sees("Nothing is imported yet.")
    assert not City.objects.filter(code__in=NEW).exists()
    page.get_by_role("main").get_by_role("button", name="Import", exact=True).click()
    staff.sees("Imported. Added: 3")
    assert Participation.objects.get(partner__code="turku").side == "eu"
    assert staff.clicks <= 8
