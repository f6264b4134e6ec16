"""Merged organisations in packs: their code leads to what they became; and the helix of the real pack."""

import pytest

from core.pack.exporting import export_pack
from core.pack.loading import load_pack
from partnerships.integrity import contradictions
from partnerships.models import Organisation, Pairing, Project, Strand, StrandImplementer
from partnerships.organisations.services import merge_organisations
from partnerships.people.selectors import read_grants
from partnerships.projects.selectors import helix_of, helixes
from partnerships.tests.factories import UserFactory
from partnerships.tests.small_pack import REAL, read_pack, small_pack, write_pack

pytestmark = pytest.mark.django_db


def merge(kept, other):
    """Merge by code, as an administrator."""
    user, strand = UserFactory(is_superuser=True), Strand.objects.get()
    rows = {row.code: row for row in Organisation.objects.filter(code__in=[kept, other])}
    about = {"grants": read_grants(user), "strand": strand, "kept": rows[kept], "other": rows[other]}
    merge_organisations(by=user, **about, version=rows[kept].version, reason="One and the same.")


@pytest.fixture
def merged(tmp_path):
    """The small pack, whose CityNet became a part of Ramboll; both run the strand."""
    load_pack(write_pack(tmp_path / "pack", small_pack()), by=None)
    merge("ramboll", "citynet")
    return tmp_path / "pack"


def test_the_same_pack_changes_nothing_and_brings_nothing_back(merged):
    outcome = load_pack(merged, by=None)
    assert outcome.total("changed") == outcome.total("added") == outcome.total("filled") == 0
    assert outcome.tables["organisations"]["unchanged"] == 2
    citynet = Organisation.objects.get(code="citynet")
    assert (citynet.name_en, citynet.merged_into.code) == ("CityNet", "ramboll")
    assert [row.code for row in Strand.objects.get().organisations.all()] == ["ramboll"]
    assert Strand.objects.get().implementer_codes == "ramboll"
    assert list(contradictions()) == []


def test_a_pack_that_tells_more_of_the_merged_one_leaves_both_rows_alone(tmp_path, merged):
    tables = small_pack()
    tables["organisations"][0] |= {"name_en": "CityNet Seoul", "name_ko": "시티넷"}
    load_pack(write_pack(tmp_path / "more", tables), by=None, overwrite=True)
    names = dict(Organisation.objects.values_list("code", "name_en"))
    assert names == {"citynet": "CityNet", "ramboll": "Ramboll"}


def test_a_reference_to_the_merged_code_lands_on_what_it_became(tmp_path, merged):
    tables = small_pack()
    # Only the old code is named, and its row is gone from the pack.
    tables["strands"][0]["implementers"] = "citynet"
    tables["organisations"] = [row for row in tables["organisations"] if row["code"] != "citynet"]
    load_pack(write_pack(tmp_path / "other", tables), by=None)
    assert [row.organisation.code for row in StrandImplementer.objects.all()] == ["ramboll"]
    tables["strands"][0] |= {"code": "eu-next", "programme_en": "Next"}
    for name in ("participants", "pairings", "stages"):
        for row in tables[name]:
            row["strand"] = "eu-next"
    del tables["organisations"]
    load_pack(write_pack(tmp_path / "next", tables), by=None)
    strand = Strand.objects.get(code="eu-next")
    assert (strand.implementer_codes, [row.code for row in strand.organisations.all()]) == ("ramboll", ["ramboll"])
    assert list(contradictions()) == []


def test_an_export_writes_what_is_used_and_loads_again(tmp_path, merged):
    export_pack("eu-korea", tmp_path / "out")
    assert [row["code"] for row in read_pack(tmp_path / "out")["organisations"]] == ["ramboll"]
    assert load_pack(tmp_path / "out", by=None).total("changed") == 0


def test_the_helix_of_the_real_pack():
    load_pack(REAL, by=None)
    pairings = {row.code: row for row in Pairing.objects.all()}
    found = helixes(pairings=pairings.values())
    busan = found[pairings["busan-barcelona"].pk]
    assert busan == {"government": 3, "research": 2, "business": 2, "civil-society": 2}
    assert busan.missing == {}
    seoul = found[pairings["seoul-eindhoven"].pk]
    assert list(seoul.missing) == ["research", "business", "civil-society"]
    whole = helix_of(Project.objects.filter(strand__code="eu-korea-2017"))
    assert whole.total == sum(row.total for row in found.values()) - _shared(pairings.values())
    merge("university-of-barcelona", "blanquerna-university")
    assert helix_of(Project.objects.filter(pairing=pairings["busan-barcelona"]))["research"] == 1
    assert list(contradictions()) == []
    assert load_pack(REAL, by=None).total("changed") == 0


def _shared(pairings):
    """How often an organisation of one pairing takes part in another one too."""
    codes = [
        set(Organisation.objects.in_projects(Project.objects.filter(pairing=row)).values_list("code", flat=True))
        for row in pairings
    ]
    return sum(map(len, codes)) - len(set().union(*codes))
