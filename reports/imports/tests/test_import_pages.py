"""The pages of imports: seen, mended, stored, undone, stored again; nobody else's; long ones by a worker."""

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from core import clock
from core.audit import Kind
from core.models import AuditEntry
from core.pack.exporting import export_pack
from core.periods import PartialDate
from core.tests.queries import count_queries
from partnerships.audit_actions import LIST_EXPORTED
from partnerships.models import City, Participation, Strand, StrandRole
from reports.imports.reading import read_whole_pack
from reports.imports.services import leave, put_sheets, sweep_imports
from reports.imports.tests.scene import CITIES, LEEDS, SUWON, Importing, pasted
from reports.imports.work import work_on
from reports.models import Import

pytestmark = pytest.mark.django_db

START = "/programme/import/"


@pytest.fixture
def staff(sides: Any, client: Any) -> Importing:
    client.force_login(sides.people["staff"])
    return Importing(sides)


def send(client: Any, path: str, **values: Any) -> Any:
    return client.post(path, {"once": "a-word-of-its-own"} | values)


def start(client: Any, staff: Importing, **values: Any) -> Any:
    return send(client, START, **({"kind": "partners", "strand": staff.strand.code} | values))


def test_an_officer_mends_imports_undoes_and_imports_again(client: Any, staff: Importing) -> None:
    faulty = pasted(CITIES, SUWON, [*LEEDS[:3], "Grate Britain", "far", *LEEDS[5:]])
    answer = start(client, staff, cells=faulty)
    row = Import.objects.get()
    assert answer["Location"] == row.get_absolute_url()
    page = client.get(row.get_absolute_url()).content.decode()
    assert "2 faults are to be mended first." in page
    assert "Grate Britain" in page
    refused = send(client, f"{row.get_absolute_url()}store/", seen=staff.found(row)["digest"])
    assert (refused.status_code, City.objects.filter(code="leeds").exists()) == (422, False)
    send(client, f"{row.get_absolute_url()}mend/", cells=pasted(CITIES, SUWON, LEEDS), overwrite="on")
    seen = client.get(row.get_absolute_url()).context["found"]["digest"]
    done = client.post(f"{row.get_absolute_url()}store/", {"once": "b", "seen": seen}, follow=True)
    assert "Added: 2" in done.content.decode()
    assert "/undo/" in done.content.decode()
    client.post(f"{row.get_absolute_url()}undo/", {"once": "c"})
    assert not City.objects.filter(code__in=["leeds", "suwon"]).exists()
    client.post(f"{row.get_absolute_url()}store/", {"once": "d", "seen": seen})
    assert Participation.objects.filter(partner__code__in=["leeds", "suwon"]).count() == 2


def test_a_column_that_nobody_knows_is_chosen(client: Any, staff: Importing) -> None:
    start(client, staff, cells=pasted(["Ville", *CITIES[1:], "Mayor"], [*SUWON, "Lee"]))
    row = Import.objects.get()
    assert [name for _at, name in staff.found(row)["unmatched"]] == ["Ville", "Mayor"]
    send(client, f"{row.get_absolute_url()}mend/", column_0="name_en", column_7="-")
    row.refresh_from_db()
    assert (staff.faults(row), staff.found(row)["unmatched"]) == ([], [(7, "Mayor")])


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({}, 422),
        ({"cells": "   \n"}, 422),
        ({"kind": "nothing", "cells": "a\tb"}, 422),
        ({"strand": "of-others", "cells": "a\tb"}, 422),
        ({"kind": "pack", "cells": "a\tb"}, 422),
        ({"file": io.BytesIO(b"PK\x03\x04 broken")}, 422),
    ],
)
def test_what_is_no_sheet_is_refused_and_nothing_kept(
    client: Any, staff: Importing, values: dict[str, Any], status: int
) -> None:
    assert start(client, staff, **values).status_code == status
    assert not Import.objects.exists()


def test_an_import_is_its_owners_alone(client: Any, staff: Importing) -> None:
    row = staff.begin("partners", CITIES, SUWON)
    assert client.get(row.get_absolute_url()).status_code == 200
    for role, status in (("administrator", 200), ("authority", 403), ("eu", 403), ("observer", 403)):
        client.force_login(staff.sides.people[role])
        assert client.get(START).status_code == status
        assert client.get(row.get_absolute_url()).status_code == 404
    StrandRole.objects.filter(user=row.owner).delete()
    client.force_login(row.owner)
    assert client.get(row.get_absolute_url()).status_code == 404


def test_the_programme_leads_to_it(client: Any, staff: Importing) -> None:
    assert START in client.get(reverse("partnerships:programme")).content.decode()
    client.force_login(staff.sides.people["authority"])
    assert START not in client.get(reverse("partnerships:programme")).content.decode()


def test_a_template_speaks_the_readers_language(client: Any, staff: Importing) -> None:
    path = reverse("reports:import-template", args=["partners"])
    answer = client.get(path, {"strand": staff.strand.code})
    assert answer["Content-Disposition"].endswith(f'filename="{staff.strand.code}-partners.xlsx"')
    assert client.get(path, {"strand": "of-others"}).status_code == 404
    entry = AuditEntry.objects.get(action=LIST_EXPORTED)
    assert (entry.strand_id, entry.kind) == (staff.strand.pk, Kind.LOOK)
    assert entry.sentence.startswith("Exported the list Cities and partners as XLSX (")


def test_a_sheet_with_korean_heads_is_answered_in_korean(staff: Importing) -> None:
    with translation.override("ko"):
        row = staff.begin(
            "partners",
            ["국문 이름", "명칭", "국가", "위도", "경도", "시간대"],
            ["없는시", "Noplace", "", "", "", "Asia/Seul"],
        )
        told = staff.faults(row)
    assert {column for _number, column, _reason in told} >= {"국가", "위도", "경도", "시간대"}
    assert all(any("가" <= letter <= "힣" for letter in reason) for _number, _column, reason in told)


def test_a_long_one_is_the_workers(staff: Importing, client: Any, django_capture_on_commit_callbacks: Any) -> None:
    rows = [["Code", *CITIES], *([f"town-{n}", f"Town {n}", *SUWON[1:2], "", *SUWON[3:]] for n in range(301))]
    row = staff.begin("partners", *rows)
    row.refresh_from_db()
    assert (row.state, row.work) == ("working", "check")
    assert client.get(reverse("reports:import-state", args=[row.key])).json()["state"] == "working"
    assert "The rows are being read." in client.get(row.get_absolute_url()).content.decode()
    work_on(row.pk, again=False)
    row.refresh_from_db()
    assert (row.state, len(row.found["lines"]), row.found["faults"]) == ("shown", 301, [])
    client.post(f"{row.get_absolute_url()}store/", {"once": "a", "seen": row.found["digest"]})
    assert not City.objects.filter(code="town-300").exists()
    work_on(row.pk, again=False)
    assert City.objects.filter(code__startswith="town-").count() == 301
    client.post(f"{row.get_absolute_url()}undo/", {"once": "b"})
    work_on(row.pk, again=False)
    row.refresh_from_db()
    assert (row.state, City.objects.filter(code__startswith="town-").count()) == ("shown", 0)


def test_what_a_worker_cannot_do_is_told_and_nothing_lost(staff: Importing) -> None:
    row = staff.begin("partners", CITIES, SUWON)
    leave(row, "store")
    work_on(row.pk, again=False)
    row.refresh_from_db()
    assert (row.state, row.work) == ("shown", "")
    assert "look at the rows again" in row.fault
    put_sheets(row, row.sheets)
    assert staff.fates(row) == [(2, "Suwon", "added")]


def test_a_pack_makes_a_strand_that_its_bringer_looks_after(client: Any, staff: Importing, tmp_path: Any) -> None:
    staff.strand.starts_on_date = PartialDate.parse("2027")
    staff.strand.save(by=None)
    export_pack(staff.strand.code, tmp_path / "pack")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for path in (tmp_path / "pack").iterdir():
            file.writestr(path.name, path.read_text("utf-8").replace(f'"{staff.strand.code}"', '"next-strand"'))
    packed.seek(0)
    packed.name = "pack.zip"
    assert start(client, staff, kind="pack", file=packed).status_code == 302
    row = Import.objects.get()
    assert staff.faults(row) == []
    staff.store(row)
    made = Strand.objects.get(code="next-strand")
    assert StrandRole.objects.get(strand=made).user == staff.sides.people["staff"]
    assert made.pairings.filter(code="busan-barcelona").exists()
    row.refresh_from_db()
    staff.undo(row)
    assert not Strand.objects.filter(code="next-strand").exists()


def test_the_strand_of_others_is_neither_changed_nor_read(staff: Importing, tmp_path: Any) -> None:
    export_pack(staff.strand.code, tmp_path / "pack.xlsx")
    others = Importing(staff.sides, role="neighbour")
    with (tmp_path / "pack.xlsx").open("rb") as file:
        row = Import(owner=staff.sides.people["neighbour"], kind="pack", key="k", sheets=read_whole_pack(file))
    row.save()
    assert [reason for _row, _column, reason in others.faults(row)] == [
        "Others look after this strand. Ask an administrator."
    ]
    assert others.found(row)["lines"] == []


def test_a_page_asks_no_more_for_more_rows(client: Any, staff: Importing) -> None:
    asked = []
    for many in (1, 30):
        rows = [[f"Town {n}", *SUWON[1:]] for n in range(many)]
        row = staff.begin("partners", CITIES, *rows)
        asked.append(count_queries(lambda row=row: client.get(row.get_absolute_url())))
    assert asked[0] == asked[1]


def test_cells_are_forgotten_and_an_old_import_can_still_be_undone(staff: Importing) -> None:
    stored, seen, left = (staff.begin("partners", CITIES, SUWON) for _each in range(3))
    staff.store(stored)
    leave(left, "store")
    with clock.fixed_at(clock.now() + dt.timedelta(days=31)):
        sweep_imports()
        sweep_imports()
    assert not Import.objects.filter(pk__in=[seen.pk]).exists()
    stored.refresh_from_db()
    assert "Suwon" not in str([stored.sheets, stored.found])
    staff.undo(stored)
    assert not City.objects.filter(code="suwon").exists()
