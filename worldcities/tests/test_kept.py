"""Pages that are kept show whatever was done since, by whomever and in whatever way, and each reader the own ones."""

import datetime as dt
import difflib
import re
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation

from accounts.users import end_access
from core import clock, kept
from core.access import Grants
from core.kept import Kept
from core.tests.queries import count_queries
from partnerships.models import DirectoryOrganisation, Organisation, PairingHealth, ProjectOrganisation, Strand
from partnerships.organisations.actions import EditEntry
from partnerships.people.selectors import read_grants
from partnerships.projects.actions import EditProject
from partnerships.tasks.services import read_reminded, send_reminders
from partnerships.tasks.signals import read_health
from partnerships.tests.factories import FollowUpFactory, PairingFactory, StrandFactory, StrandRoleFactory
from partnerships.tests.factories_together import ProjectFactory
from reports.exports.work import work_on
from reports.tests.export_scene import ask, tried_kind
from worldcities.tests.access_table import ROLES
from worldcities.tests.addresses import addresses
from worldcities.tests.test_undo import (
    carry_out,
    come_to,
    scene as scene,  # noqa: PLC0414 - a fixture
)
from worldcities.tests.undo_scene import is_arranged, make_undoable
from worldcities.tests.undo_table import TAKEN_BACK

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

ADDRESSES = {one.name: one for one in addresses()}
OF_PARTS = ("my-tasks", "partnerships:programme", "partnerships:strand")  # made of parts that are kept as well
EVERYWHERE = (*OF_PARTS, "partnerships:pairing")
# Session, person, what the person may read, the counters of the place; where the database is the cache, the page.
UNCHANGED = 4
# What each answer has of its own.
OWN = re.compile(r'(name="(?:csrfmiddlewaretoken|once|until)"[^>]*value=")[^"]*')
BACKEND = "django.core.cache.backends.locmem.LocMemCache"


@pytest.fixture(scope="module")
def moment(scene):
    """At which all is read: what goes with the clock is no change."""
    return clock.now()


@pytest.fixture(scope="module")
def before():
    """The pages as they are kept before an act, once for all acts that begin alike."""
    return {}


@pytest.fixture(autouse=True)
def _kept(settings, moment):
    # Where a cache is full it forgets a third, and a page that is made anew seems to show what was done.
    pages = {"BACKEND": BACKEND, "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 10_000}}
    settings.CACHES = {"default": {"BACKEND": BACKEND}, "pages": pages}
    caches["pages"].clear()
    with clock.fixed_at(moment):
        yield


def is_kept(path):
    return issubclass(getattr(resolve(path).func, "view_class", object), Kept)


def kept_pages(words):
    """All kept pages, by their paths."""
    found = [one.path(words) for one in ADDRESSES.values() if not one.is_admin and set(one.words) <= words.keys()]
    return [path for path in found if is_kept(path)]


def pages_of(name, words):
    """The pages that show most things, and those of what an act is done to."""
    near = [one for one in ADDRESSES.values() if one.words and set(one.words) <= set(ADDRESSES[name].words)]
    most = max((len(one.words) for one in near if is_kept(one.path(words))), default=0)
    names = {*EVERYWHERE, *(one.name for one in near if len(one.words) == most)}
    return [path for one in sorted(names) if is_kept(path := ADDRESSES[one].path(words))]


def signed_in(person):
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def texts(client, paths):
    """What some addresses answer, apart from what each answer has of its own."""
    answers = {path: client.get(path) for path in paths}
    return {path: OWN.sub(r"\1", one.content.decode()) for path, one in answers.items() if one.status_code == 200}


def lay_out(kept):
    """Let pages lie there that were kept before."""
    caches["pages"]._cache |= kept
    caches["pages"]._expire_info |= dict.fromkeys(kept)


def kept_healths():
    return dict(PairingHealth.objects.values_list("pairing", "signals"))


def stale(client, paths, strand):
    """Where a page that was kept or has a part that was, or a health, says something else than one that is made now."""
    pages = caches["pages"]
    shown, again = {}, []
    for path in paths:
        before = len(pages._cache)
        shown |= texts(client, [path])
        again += [path] if len(pages._cache) == before or resolve(path).view_name in OF_PARTS else []
    healths = kept_healths()
    pages.clear()
    PairingHealth.objects.all().delete()
    made = texts(client, again)
    read_health(grants=Grants(staff=frozenset([strand.pk])), pairings=strand.pairings.with_names(), today=clock.today())
    found = {path: (shown.get(path), text) for path, text in made.items()}
    found |= {key: (healths[key], now) for key, now in kept_healths().items() if key in healths}
    return {
        one: list(difflib.unified_diff(str(was).split("\n"), str(now).split("\n"), n=0, lineterm=""))
        for one, (was, now) in found.items()
        if was != now
    }


@pytest.mark.parametrize("name", sorted(TAKEN_BACK))
def test_kept_pages_show_what_was_done(client, scene, before, name):
    words, pages = come_to(client, name, *scene), caches["pages"]
    client.get(reverse("accounts:account"))  # takes the messages
    paths = pages_of(name, words)
    if is_arranged(name):
        lay_out(before)
    assert len(texts(client, paths)) >= len(EVERYWHERE)
    if is_arranged(name):
        before |= pages._cache
    carry_out(client, name, words)
    client.get(reverse("accounts:account"))
    assert stale(client, paths, scene[0].strand) == {}


def test_what_has_not_changed_is_not_made_again(scene):
    own, people = scene
    client = signed_in(people["coordinator"])
    answers = {path: client.get(path).status_code for path in kept_pages(own.words)}
    assert {*answers.values()} == {200, 403}
    shown = [path for path, status in answers.items() if status == 200]
    asked = {path: count_queries(lambda path=path: client.get(path)) for path in shown}
    assert {path: count for path, count in asked.items() if count > UNCHANGED} == {}


@pytest.mark.security("C32", "V14")
def test_c32_nobody_gets_what_was_kept_for_another(scene):
    own, people = scene
    clients = {role: signed_in(people[role]) for role in ROLES if role in people}
    paths = kept_pages(own.words)
    made, all_kept = {}, {}
    for role, client in clients.items():
        caches["pages"].clear()
        made[role] = texts(client, paths)
        all_kept |= caches["pages"]._cache
    assert len({page for pages in made.values() for page in pages.values()}) > len(paths)
    lay_out(all_kept)
    for role, client in clients.items():
        assert texts(client, paths) == made[role], role
    assert caches["pages"]._cache.keys() == all_kept.keys()


def test_a_part_is_made_anew_where_something_changed_and_nowhere_else(scene):
    own, people = scene
    other = PairingFactory(strand=own.strand, status="active")
    staff = people["staff"]
    made = []

    def make(rows):
        made.append({row.pk for row in rows})
        return {row.pk: row.get_status_display() for row in rows}

    def parts(*facts):
        rows = list(own.strand.pairings.with_names().with_changes())
        return {row.pk for row in rows}, kept.kept_parts("tried", rows, make, *facts)

    every, first = parts()
    assert first.keys() == every >= {own.pairing.pk, other.pk}
    assert parts()[1] == first
    words = make_undoable("partnerships:milestone-edit", own)
    carry_out(signed_in(staff), "partnerships:milestone-edit", words)
    parts()
    parts("of others")
    with translation.override("ko"):
        parts()
    with clock.fixed_at(clock.now() + dt.timedelta(1)):
        parts()
    assert made == [every, {own.pairing.pk}, every, every, every]


def test_what_changes_while_a_part_is_made_is_shown(scene):
    own, people = scene
    words = make_undoable("partnerships:milestone-edit", own)

    def parts(make):
        return kept.kept_parts("tried", list(own.strand.pairings.with_changes()), make)[own.pairing.pk]

    def notes(rows):
        return {row.pk: {one.note for one in row.milestones.all()} for row in rows}

    def changed_meanwhile(rows):
        found = notes(rows)
        carry_out(signed_in(people["staff"]), "partnerships:milestone-edit", words)
        return found

    assert "By ferry" not in parts(changed_meanwhile)
    assert "By ferry" in parts(notes)


@pytest.mark.security("C32", "V8")
def test_whoever_loses_a_role_loses_its_pages(scene):
    own, people = scene
    client = signed_in(people["staff"])
    path = ADDRESSES["partnerships:strand"].path(own.words)
    assert [client.get(path).status_code for _ in range(2)] == [200, 200]
    people["staff"].strand_roles.all().delete()
    assert client.get(path).status_code == 404


def test_a_change_that_comes_while_a_page_is_made_is_shown(scene):
    own, people = scene
    reader, writer = signed_in(people["observer"]), signed_in(people["staff"])
    words = make_undoable("partnerships:milestone-edit", own)
    path = ADDRESSES["partnerships:milestone"].path(words)
    pack = kept.zlib.compress

    def changed_meanwhile(*content):
        with patch.object(kept.zlib, "compress", pack):
            carry_out(writer, "partnerships:milestone-edit", words)
        return pack(*content)

    with patch.object(kept.zlib, "compress", changed_meanwhile):
        assert "By ferry" not in reader.get(path).text
    assert "By ferry" in reader.get(path).text


def test_a_message_is_shown_once(scene):
    own, people = scene
    client = signed_in(people["staff"])
    words = make_undoable("partnerships:pairing-edit", own)
    path = ADDRESSES["partnerships:pairing"].path(words)
    carry_out(client, "partnerships:pairing-edit", words)
    shown = ["wc-message--success" in client.get(path).text for _ in range(3)]
    assert shown == [True, False, False]


@pytest.mark.security("C32", "V3")
def test_each_answer_has_its_own_form_token(scene):
    own, people = scene
    client = signed_in(people["staff"])
    path = ADDRESSES["partnerships:pairing"].path(own.words)
    tokens = {re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(path).text)[1] for _ in range(3)}
    assert len(tokens) == 3
    assert {len(token) for token in tokens} == {64}


def test_what_an_administrator_edits_is_shown(scene):
    own, people = scene
    city = own.pairing.eu.partner.cities.get()
    reader, administrator = signed_in(people["observer"]), signed_in(people["administrator"])
    path = ADDRESSES["partnerships:partner"].path({**own.words, "partner": own.pairing.eu.partner.code})
    assert "Harbourton" not in reader.get(path).text
    page = reverse("admin:partnerships_city_change", args=[city.pk])
    form = administrator.get(page).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields}
    answer = administrator.post(page, sent | {"name_en": "Harbourton"})
    assert answer.status_code == 302, answer.context["errors"]
    assert "Harbourton" in reader.get(path).text


def test_a_loaded_pack_is_shown(scene, tmp_path):
    own, people = scene
    Strand.objects.filter(pk=own.strand.pk).update(starts_on="2017-03-01")
    call_command("export_pack", own.strand.code, str(tmp_path))
    reader = signed_in(people["observer"])
    path = ADDRESSES["partnerships:pairing"].path(own.words)
    assert "Ferry night" not in reader.get(path).text
    table = tmp_path / "milestones.csv"
    text = table.read_text(encoding="utf-8")
    title = own.pairing.milestones.first().title_en
    table.write_text(text.replace(title, "Ferry night"), encoding="utf-8")
    call_command("load_pack", str(tmp_path), "--overwrite")
    assert "Ferry night" in reader.get(path).text


def test_a_page_of_several_strands_shows_what_is_done_in_another(scene):
    own, people = scene
    office = Organisation.objects.get(strands=own.strand)
    other = StrandRoleFactory(user=people["staff"], role="staff").strand
    project = ProjectFactory(pairing=PairingFactory(strand=other))
    ProjectOrganisation(project=project, organisation=office, part="lead", position=1).save()
    client = signed_in(people["staff"])
    path = reverse("partnerships:organisation", args=[own.strand.code, office.code])
    assert project.title in client.get(path).text
    client.get(path)
    EditProject.do(
        project, by=people["staff"], grants=read_grants(people["staff"]), changes={"title_en": "Night ferry"}
    )
    assert "Night ferry" in client.get(path).text


def test_what_another_strand_says_of_an_organisation_is_shown(scene):
    own, people = scene
    office, other = Organisation.objects.get(strands=own.strand), StrandFactory()
    entry = DirectoryOrganisation(strand=other, organisation=office)
    entry.save(by=None)
    reader, writer = signed_in(people["observer"]), StrandRoleFactory(strand=other, role="staff").user
    path = reverse("partnerships:organisation", args=[own.strand.code, office.code])
    assert "It owns the quays." not in reader.get(path).text
    EditEntry.do(entry, by=writer, grants=read_grants(writer), changes={"note": "It owns the quays."})
    assert "It owns the quays." in reader.get(path).text


def test_that_staff_reminded_a_side_is_shown(scene):
    own, people = scene
    reader, staff = signed_in(people["coordinator"]), people["staff"]
    FollowUpFactory(pairing=own.pairing, side="eu", due_on=clock.today() - dt.timedelta(days=3), owner=None)
    assert "Sent" not in reader.get(reverse("my-tasks")).text
    grants = read_grants(staff)
    choices = [one.choice for one in read_reminded(strand=own.strand, by=staff)]
    assert send_reminders(by=staff, grants=grants, strand=own.strand, choices=choices)
    assert "a reminder of it" in reader.get(reverse("my-tasks")).text


def test_what_a_worker_made_is_shown(scene):
    own, people = scene
    reader = signed_in(people["staff"])
    with tried_kind():
        export = ask(people["staff"], own.strand)
        assert "A try" not in reader.get(reverse("my-tasks")).text
        work_on(export.pk)
        assert "A try" in reader.get(reverse("my-tasks")).text


def test_how_a_person_is_called_now_is_shown_to_others(scene):
    own, people = scene
    reader, coordinator = signed_in(people["observer"]), signed_in(people["coordinator"])
    path = ADDRESSES["partnerships:pairing"].path(own.words)
    assert "Marta Vidal" not in reader.get(path).text
    form = coordinator.get(reverse("accounts:account")).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    names = {"given_name": "Marta", "family_name": "Vidal", "name_order": "given-first"}
    assert coordinator.post(reverse("accounts:account"), sent | names).status_code == 302
    assert "Marta Vidal" in reader.get(path).text


@pytest.mark.parametrize("role", ["administrator", "staff"])
def test_how_to_reach_a_person_is_shown_as_long_as_the_access_lasts(scene, role):
    own, people = scene
    person, by, reader = people["coordinator"], people[role], signed_in(people["authority"])
    person.telephone = "+34 93 000 0101"
    person.save()
    places = [ADDRESSES[name].path(own.words) for name in ("partnerships:pairing", "partnerships:people")]
    places.append(reverse("partnerships:person", args=[own.strand.code, person.pk]))
    assert [person.telephone in reader.get(path).text for path in places] == [True] * len(places)
    strand_id = own.strand.pk if role == "staff" else None
    end_access(by=by, grants=read_grants(by), person=person, reason="Left", strand_id=strand_id)
    assert [person.telephone in reader.get(path).text for path in places] == [False] * len(places)


def test_no_page_lies_about_once_its_day_for_erasing_has_come(scene):
    own, people = scene
    reader = signed_in(people["observer"])
    path = ADDRESSES["partnerships:pairing"].path(own.words)
    reader.get(path)
    assert count_queries(lambda: reader.get(path)) <= UNCHANGED
    call_command("erase_expired", dry_run=True, stdout=StringIO())
    assert count_queries(lambda: reader.get(path)) <= UNCHANGED
    call_command("erase_expired", stdout=StringIO())
    assert count_queries(lambda: reader.get(path)) > UNCHANGED
