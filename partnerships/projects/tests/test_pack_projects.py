"""Projects go in and come out of a pack as they are, and a level that people moved stays theirs."""

import pytest

from core import clock
from core.pack.exporting import export_pack
from core.pack.loading import load_pack
from core.pack.reading import PackRefused
from partnerships.integrity import contradictions
from partnerships.models import LevelChange, Project, Strand
from partnerships.people.selectors import read_grants
from partnerships.projects.actions import MoveProject
from partnerships.tests.factories import UserFactory
from partnerships.tests.small_pack import REAL, by_key, read_pack, small_pack, write_pack

pytestmark = pytest.mark.django_db
LIGHTS = {
    "code": "lights",
    "pairing": "busan-barcelona",
    "title_en": "Street lights",
    "title_ko": "가로등",
    "topic": "ict",
    "level": "exploring",
    "partners": "tampere",
    "organisations": "ramboll;citynet",
    "first_reported": "2017-03",
    "source": "https://example.org/a ; https://example.org/b",
    "note": "Heard at the launch.",
}


def pack(**changes):
    return small_pack() | {
        "projects": [LIGHTS | changes, {**LIGHTS, "code": "fares", "title_en": "Fares", "partners": ""}]
    }


@pytest.fixture
def load(tmp_path):
    def run(tables, **options):
        return load_pack(write_pack(tmp_path / "pack", tables), by=None, **options)

    return run


def move(project, new):
    admin = UserFactory(is_superuser=True)
    return MoveProject.do(
        project,
        by=admin,
        grants=read_grants(admin),
        version=project.version,
        new=new,
        on=clock.today(),
        evidence="Signed",
    )


def test_a_loaded_project_has_its_level_and_no_move(load):
    load(pack())
    row = Project.objects.get(code="lights")
    assert (row.level, row.level_since, row.from_sources) == ("exploring", None, True)
    assert (row.strand, row.pairing.code, row.topic.code) == (Strand.objects.get(), "busan-barcelona", "ict")
    assert not LevelChange.objects.exists()
    assert [part.organisation.code for part in row.parts.all()] == ["ramboll", "citynet"]
    assert [one.participation.partner.code for one in row.further_partners.all()] == ["tampere"]
    assert list(contradictions()) == []


def test_it_comes_out_as_it_went_in_and_twice_changes_nothing(load, tmp_path):
    load(pack())
    assert load(pack()).total("changed") == 0
    export_pack("eu-korea", tmp_path / "out")
    given = [{key: value for key, value in row.items() if value} for row in pack()["projects"]]
    assert by_key(read_pack(tmp_path / "out"))["projects"] == by_key({"projects": given})["projects"]


def test_a_new_order_of_organisations_is_a_change(load):
    load(pack())
    assert load(pack(organisations="citynet;ramboll")).total("changed") == 1
    row = Project.objects.get(code="lights")
    assert [part.organisation.code for part in row.parts.all()] == ["citynet", "ramboll"]


def test_a_pack_may_correct_a_level_that_nobody_moved(load):
    load(pack())
    load(pack(level="agreed"))
    row = Project.objects.get(code="lights")
    assert (row.level, row.level_since) == ("agreed", None)
    assert not LevelChange.objects.exists()


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_level_that_people_moved_stays_and_is_listed(load, overwrite):
    load(pack())
    move(Project.objects.get(code="lights"), "agreed")
    outcome = load(pack(), overwrite=overwrite)
    row = Project.objects.get(code="lights")
    assert (row.level, row.level_since) == ("agreed", clock.today())
    assert [(one.why, one.column, one.value, one.kept) for one in outcome.differences] == [
        ("conflict", "level", "exploring", "agreed")
    ]
    assert load(pack(), overwrite=overwrite).total("changed") == 0


def test_one_of_cities_that_are_not_paired_has_its_partners_alone(load):
    load(pack(pairing="", partners="tampere;busan"))
    row = Project.objects.get(code="lights")
    assert (row.pairing, row.partner_codes) == (None, "tampere;busan")
    assert load(pack(pairing="", partners="tampere;busan")).total("changed") == 0
    assert list(contradictions()) == []


def test_overwriting_brings_the_texts_back_and_leaves_the_level(load):
    load(pack())
    move(Project.objects.get(code="lights"), "agreed")
    row = Project.objects.get(code="lights")
    row.title_en = "Lamps"
    row.save(by=None)
    assert {one.column for one in load(pack()).differences} == {"level", "title_en"}
    load(pack(), overwrite=True)
    row.refresh_from_db()
    assert (row.title_en, row.level) == ("Street lights", "agreed")


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"partners": "busan"}, "partners"),
        ({"partners": "nowhere"}, "partners"),
        ({"level": "finished"}, "level"),
        ({"organisations": "nobody"}, "organisations"),
        ({"topic": "nothing"}, "topic"),
        ({"pairing": ""}, "partners"),
        ({"title_en": "", "title_ko": ""}, "title_en"),
        ({"first_reported": "spring"}, "first_reported"),
    ],
)
def test_faults_are_named(load, changes, column):
    with pytest.raises(PackRefused) as refused:
        load(pack(**changes))
    assert [(fault.table, fault.column) for fault in refused.value.faults] == [("projects", column)]
    assert not Project.objects.exists()


def test_a_project_stays_in_its_pairing(load):
    load(pack())
    with pytest.raises(PackRefused):
        load(pack(pairing="busan-tampere", partners=""))


def test_the_real_projects_stand_on_the_levels_of_the_pack():
    load_pack(REAL, by=None)
    levels = list(Project.objects.values_list("level", flat=True))
    assert (len(levels), levels.count("exploring"), levels.count("identified")) == (29, 16, 13)
    assert not LevelChange.objects.exists()
    hydrogen = Project.objects.get(code="smart-low-carbon-hydrogen")
    assert hydrogen.partner_codes == "busan;gwangju;seoul;barcelona;tampere;eindhoven"
    busan = Strand.objects.get().participations.get(partner__code="busan")
    assert hydrogen in Project.objects.touching(busan.pk)
