"""Lists stand in the order of the names that the reader's page shows."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from core.folding import ByName, name_key
from partnerships.indicators.tables import ORDERS
from partnerships.models import Organisation, Project
from partnerships.tests.factories import ParticipationFactory
from partnerships.tests.factories_together import AgreementFactory, OrganisationFactory, ProjectFactory
from partnerships.tests.pages import rows_of
from partnerships.tests.project_pages import list_url

pytestmark = pytest.mark.django_db

# The English names go the other way than the Korean ones; the last record has no Korean name.
NAMES = [("Zeal", "가람"), ("Yard", "나루"), ("Apex", "하늘"), ("Moss", "")]
ENGLISH = ["Apex", "Moss", "Yard", "Zeal"]
KOREAN = ["Moss", "가람", "나루", "하늘"]
ORDER = [("en", "", ENGLISH), ("ko", "", KOREAN), ("ko", "-", KOREAN[::-1])]


@pytest.fixture
def signed_in(client, marta):
    client.force_login(marta)
    return client


def _read(client, address, language):
    get_user_model().objects.filter(pk=client.session["_auth_user_id"]).update(language=language)
    return client.get(address)


@pytest.mark.parametrize(("language", "back", "order"), ORDER)
def test_organisations_stand_by_the_name_that_the_page_shows(signed_in, pairing, language, back, order):
    for english, korean in NAMES:
        OrganisationFactory(name_en=english, name_ko=korean, strands=[pairing.strand])
    address = reverse("partnerships:organisation-list", args=[pairing.strand.code])
    for query in [f"?sort={back}name", *([] if back else [""])]:
        page = _read(signed_in, f"{address}{query}", language)
        assert [cells[0] for cells in rows_of(page)] == order


@pytest.mark.parametrize(("language", "back", "order"), ORDER)
@pytest.mark.parametrize("of", ["strand", "pairing"])
def test_projects_stand_by_the_title_that_the_page_shows(signed_in, pairing, of, language, back, order):
    for english, korean in NAMES:
        ProjectFactory(pairing=pairing, title_en=english, title_ko=korean)
    address = list_url(pairing.strand if of == "strand" else pairing)
    for query in [f"?sort={back}project", *([] if back else [""])]:
        page = _read(signed_in, f"{address}{query}", language)
        assert [
            row.title_ko if language == "ko" and row.title_ko else row.title_en for row in page.context["page"]
        ] == order


@pytest.mark.parametrize(("language", "order"), [("en", ENGLISH), ("ko", KOREAN)])
def test_partners_and_agreements_too(signed_in, pairing, language, order):
    strand = pairing.strand
    for english, korean in NAMES:
        ParticipationFactory(strand=strand, side="eu", partner__name_en=english, partner__name_ko=korean)
        AgreementFactory(pairing=pairing, title_en=english, title_ko=korean)
    for name in ("partner-list", "strand-agreements"):
        page = _read(signed_in, reverse(f"partnerships:{name}", args=[strand.code]), language)
        shown = [cells[0] for cells in rows_of(page)]
        assert [text for text in shown if text in order] == order


@pytest.mark.one_database
def test_a_list_in_korean_costs_no_more_queries(signed_in, pairing):
    for english, korean in NAMES:
        ProjectFactory(pairing=pairing, title_en=english, title_ko=korean)
    counts = []
    for language in ("en", "ko"):
        _read(signed_in, list_url(pairing.strand), language)
        with CaptureQueriesContext(connection) as queries:
            _read(signed_in, list_url(pairing.strand), language)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_language_is_asked_when_the_query_is_made(pairing):
    for english, korean in NAMES:
        OrganisationFactory(name_en=english, name_ko=korean)
    made_once = ByName().desc(nulls_last=True)
    for language, order in (("en", ENGLISH), ("ko", KOREAN)):
        with translation.override(language):
            rows = list(Organisation.objects.order_by(ByName(), "pk"))
            assert [row.name for row in rows] == order
            assert sorted(Organisation.objects.order_by("-pk"), key=name_key) == rows
            assert list(Organisation.objects.order_by(made_once)) == rows[::-1]
            assert list(Organisation.objects.distinct().order_by(ByName())) == rows


def test_reports_read_their_rows_in_the_same_order_in_every_language(pairing):
    for english, korean in NAMES:
        ProjectFactory(pairing=pairing, title_en=english, title_ko=korean)
    for language in ("en", "ko"):
        with translation.override(language):
            rows = Project.objects.order_by(*ORDERS["projects"])
            assert [row.title_en for row in rows] == ENGLISH


def test_a_change_of_the_korean_name_moves_the_row(marta):
    row = OrganisationFactory(name_en="Zeal", name_ko="하늘")
    row.name_ko = ""
    row.save(by=marta)
    row.refresh_from_db()
    assert row.order_ko == "zeal"
