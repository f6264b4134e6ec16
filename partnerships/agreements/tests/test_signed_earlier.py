"""“Agreements signed: 1” was a charter of 1983: what was signed before the strand began is context, no result."""

import pytest
from django.urls import reverse
from django.utils import translation

from core import clock
from core.pack.loading import load_pack
from core.periods import PartialDate
from partnerships.enums import BuiltIn
from partnerships.indicators.selectors import read_lines
from partnerships.models import Agreement, Strand
from partnerships.tests.factories import PairingFactory, StrandFactory
from partnerships.tests.factories_together import AgreementFactory
from partnerships.tests.pages import sign_in, text_of
from partnerships.tests.small_pack import REAL

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("begins", "signed", "earlier"),
    [
        ("2017-03-14", "2017-03-13", True),
        ("2017-03-14", "2017-03-14", False),
        # What is known by month or year is older where it cannot have been later.
        ("2017-03-14", "2017-03", False),
        ("2017-03-14", "2017-02", True),
        ("2017-03-14", "2017", False),
        ("2017-03-14", "2016", True),
        ("2017-03", "2017-02-28", True),
        ("2017-03", "2017-03-01", False),
        ("", "1983-10-25", False),
        ("2017-03-14", "", False),
    ],
)
def test_signed_before_the_strand_began_is_no_result(begins, signed, earlier):
    strand = StrandFactory(starts_on_date=PartialDate.parse(begins) if begins else None)
    row = AgreementFactory(pairing=PairingFactory(strand=strand), status="signed")
    row.signed_on_date = PartialDate.parse(signed) if signed else None
    row.save(by=None)
    assert row.signed_before_strand == earlier
    assert Agreement.objects.ever_signed().get().is_earlier == earlier
    assert Agreement.objects.signed().exists() != earlier
    assert row.status_label == ("Signed before the programme" if earlier else "Signed")


@pytest.fixture
def charter(sides):
    """The sister city charter among the real records."""
    load_pack(REAL, by=None)
    return Agreement.objects.get(code="busan-barcelona-sister-cities")


def test_agreements_signed_is_not_a_charter_of_1983(client, sides, charter):
    strand = Strand.objects.get(code="eu-korea-2017")
    for pairing in (None, charter.pairing):
        lines = {line.figure: line.now for line in read_lines(strand=strand, pairing=pairing, today=clock.today())}
        assert lines[BuiltIn.AGREEMENTS_SIGNED] == 0
    sign_in(client, sides, "administrator")
    page = client.get(strand.get_absolute_url())
    figure = next(one for one in page.context["figures"] if "signed" in one["label"])
    assert (figure["value"], figure["label"]) == ("0", "agreements signed")
    assert client.get(figure["url"]).context["page"].paginator.count == 0
    with translation.override("ko"):
        assert charter.status_label == "프로그램 시작 전 체결"


def test_a_charter_of_1983_is_shown_as_older_than_the_programme(client, sides, charter):
    sign_in(client, sides, "administrator")
    strand, pairing = charter.pairing.strand, charter.pairing
    for address in (
        reverse("partnerships:strand-agreements", args=[strand.code]),
        reverse("partnerships:agreement-list", args=[strand.code, pairing.code]),
        charter.get_absolute_url(),
    ):
        assert "Signed before the programme" in text_of(client.get(address))
    listed = client.get(reverse("partnerships:strand-agreements", args=[strand.code]), {"format": "csv"})
    assert "Signed before the programme" in b"".join(listed).decode()


def test_what_came_of_the_projects_comes_before_what_was_named(client, sides, charter):
    """“29 projects pursued” led with what was merely named."""
    sign_in(client, sides, "administrator")
    strand = charter.pairing.strand
    figure = next(one for one in client.get(strand.get_absolute_url()).context["figures"] if "project" in one["label"])
    assert figure["value"] == "0"
    assert figure["label"] == "projects agreed"
    assert client.get(figure["url"]).context["page"].paginator.count == 0
    named = reverse("partnerships:project-list", args=[strand.code])
    assert client.get(named, {"level": "named"}).context["page"].paginator.count == 29
