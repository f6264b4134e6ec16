"""What takes longer than a second is made by a worker; one page shows how far it is, and hands it to its owner."""

import csv
import io

import pytest
from django.urls import reverse

from core import sent_files
from partnerships.models import StrandRole
from partnerships.tests.factories import StrandRoleFactory
from partnerships.tests.factories_together import ProjectFactory
from partnerships.tests.pages import sign_in, text_of
from reports.models import Export
from reports.tests.export_scene import fetched, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def projects(sides, client, monkeypatch):
    """Three projects in a list of which two are written at once; asked for by the EU side's coordinator."""
    monkeypatch.setattr("partnerships.lists.MOST_ROWS", 2)
    for number in range(3):
        ProjectFactory(pairing=sides.pairing, code=f"project-{number}", title_en=f"Ferries {number}", title_ko="")
    sign_in(client, sides, "eu")
    return reverse("partnerships:project-list", args=[sides.pairing.strand.code])


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_long_list_is_made_by_a_worker_as_its_reader_chose_it(client, sides, projects):
    asked = client.get(f"{projects}?format=csv&sort=-project")
    assert asked.status_code == 302
    assert "Cooperation projects, CSV" in text_of(client.get(asked["Location"]))
    # Who asks again waits for the same one.
    assert client.get(f"{projects}?format=csv&sort=-project")["Location"] == asked["Location"]
    sent = fetched(client, asked)
    assert sent["Content-Type"] == "text/csv; charset=utf-8"
    assert f'{sides.pairing.strand.code}-projects-list.csv"' in sent["Content-Disposition"]
    titles = [row[0] for row in rows_of(sent.getvalue())]
    assert len(titles) == 4
    assert [title for title in titles if title.startswith("Ferries")] == ["Ferries 2", "Ferries 1", "Ferries 0"]


def test_a_short_list_is_sent_at_once(client, projects):
    sent = client.get(f"{projects}?format=csv&q=Ferries+1")
    assert sent.status_code == 200
    assert len(rows_of(sent.getvalue())) == 2
    assert not Export.objects.exists()


@pytest.mark.security("C1")
def test_it_is_handed_out_only_while_its_owner_reads_the_strand_as_when_it_was_asked_for(client, sides, projects):
    asked = client.get(f"{projects}?format=xlsx")
    export = worked(asked)
    file = reverse("reports:export-file", args=[export.key])
    sign_in(client, sides, "staff")
    assert client.get(file).status_code == 404
    sign_in(client, sides, "eu")
    assert client.get(file).status_code == 200
    # An observer reads this list too, and less on others.
    sides.people["eu"].memberships.all().delete()
    StrandRoleFactory(strand=sides.pairing.strand, user=sides.people["eu"], role="observer")
    assert client.get(projects).status_code == 200
    assert client.get(file).status_code == 404
    assert "may not have this file any more" in text_of(client.get(asked["Location"]))


@pytest.mark.security("C1")
def test_who_lost_the_strand_before_it_was_made_gets_nothing(client, sides, projects):
    sign_in(client, sides, "staff")
    asked = client.get(f"{projects}?format=csv")
    StrandRole.objects.filter(user=sides.people["staff"]).delete()
    export = worked(asked)
    assert (export.state, bool(export.file)) == ("failed", False)


def test_the_brief_as_a_pdf_is_made_by_a_worker_and_as_a_word_file_at_once(client, sides):
    sign_in(client, sides, "eu")
    place = [sides.pairing.strand.code, sides.pairing.code, "ko"]
    asked = client.get(reverse("reports:brief-file", args=[*place, "pdf"]))
    assert asked.status_code == 302
    assert "Brief: Busan-Barcelona, PDF, 한국어" in text_of(client.get(asked["Location"]))
    assert fetched(client, asked).getvalue().startswith(b"%PDF")
    assert client.get(reverse("reports:brief-file", args=[*place, "docx"])).status_code == 200
    sign_in(client, sides, "observer")
    assert client.get(reverse("reports:brief-file", args=[*place, "pdf"])).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("matching", "matching.views.MOST_ROWS"),
        ("programme", "programmes.views.MOST_ROWS"),
        ("indicator-list", "indicators.views.MOST_PAIRINGS"),
    ],
)
def test_other_long_lists_are_left_to_a_worker_as_well(client, sides, monkeypatch, name, limit):
    monkeypatch.setattr(f"partnerships.{limit}", -1)
    sign_in(client, sides, "staff")
    place = [] if name == "programme" else [sides.pairing.strand.code]
    asked = client.get(reverse(f"partnerships:{name}", args=place) + "?format=csv")
    assert asked.status_code == 302
    assert len(rows_of(fetched(client, asked).getvalue())) >= 1
    assert sent_files.MOST_ROWS == 1_000
