"""The figures of a project on its page: how numbers are typed, and how a removed figure comes back."""

import pytest

from core import clock
from core.models import AuditEntry
from partnerships.models import ProjectResult
from partnerships.tests.factories_together import ProjectFactory, ProjectResultFactory
from partnerships.tests.milestone_pages import follow, said
from partnerships.tests.project_pages import send, url

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def project(pairing):
    return ProjectFactory(pairing=pairing, code="fares", title_en="Bus fares")


@pytest.fixture
def signed_in(client, marta):
    client.force_login(marta)
    return client


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1,200.5", "1200.5"), ("1200.50", "1200.5"), ("1 200", "1200"), ("１２００", "1200"), ("0", "0")],
)
def test_numbers_are_read_as_people_type_them(signed_in, project, typed, kept):
    answer = send(signed_in, url(project, "result-add"), counted="co2:t-co2", expected=typed)
    assert answer.status_code == 302, said(answer)
    assert ProjectResult.objects.get().expected == pytest.approx(float(kept))


@pytest.mark.one_database
@pytest.mark.parametrize("typed", ["many", "12 firms", "1.200,5", "1,2", "12,00", "-3", "1e5", "NaN", "∞", "0x10"])
def test_a_text_is_no_measurement(signed_in, project, typed):
    answer = send(signed_in, url(project, "result-add"), counted="co2:t-co2", expected=typed)
    assert answer.status_code == 422
    assert not ProjectResult.objects.exists()
    assert "number" in answer.text


@pytest.mark.one_database
def test_it_is_edited_removed_and_put_back(signed_in, project):
    row = ProjectResultFactory(project=project, kind="funding", unit="eur", funder="City", expected=5000)
    answer = send(
        signed_in, url(project, "result-edit", row.pk), achieved="1,250", as_of=TODAY.isoformat(), evidence="Letter"
    )
    assert answer.status_code == 302
    assert "1,250" in follow(signed_in, answer).text
    assert send(signed_in, url(project, "result-remove", row.pk)).status_code == 302
    assert not ProjectResult.objects.exists()
    page = signed_in.get(url(project, "result-add"))
    (entry,) = page.context["removed"]
    again = f"{url(project, 'result-add')}?again={entry.pk}"
    assert again in page.text
    assert entry == AuditEntry.objects.get(action="result-remove")
    assert send(signed_in, again).status_code == 302
    back = ProjectResult.objects.get()
    assert (back.expected, back.achieved, back.funder, back.evidence) == (5000, 1250, "City", "Letter")
    assert signed_in.get(url(project, "result-add")).context["removed"] == []


def test_what_is_not_reported_is_no_zero(signed_in, project):
    ProjectResultFactory(project=project, expected=0)
    text = said(signed_in.get(url(project)))
    assert "Not reported" in text


@pytest.mark.one_database
def test_evidence_stands_below_the_result_it_proves(signed_in, project):
    ProjectResultFactory(project=project, kind="jobs", unit="jobs", achieved=3, evidence="A letter of the firm")
    table = signed_in.get(url(project)).text.split('id="results-heading"')[1].split("</table>")[0]
    assert "A letter of the firm" in table.split('<th scope="row">')[1].split("</th>")[0]
    assert table.count('scope="col"') == 4


@pytest.mark.one_database
def test_a_figure_of_another_project_is_not_found(signed_in, project):
    other = ProjectResultFactory()
    assert signed_in.get(url(project, "result-edit", other.pk)).status_code == 404
