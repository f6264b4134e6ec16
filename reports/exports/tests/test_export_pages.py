"""The pages of exports: the file is its owner's alone, and the page says how far the work is."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.models import AuditEntry
from core.parts import collect
from partnerships.history.pairing_history import acts_in
from partnerships.models import StrandRole
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import (
    MembershipFactory,
    PairingFactory,
    StrandFactory,
    StrandRoleFactory,
    UserFactory,
)
from reports.tests.export_scene import ask, make, tried_kind
from reports.tests.factories import ExportFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def strand():
    return StrandFactory()


@pytest.fixture
def staff(strand):
    return StrandRoleFactory(strand=strand).user


@pytest.fixture
def kind():
    with tried_kind() as one:
        yield one


@pytest.mark.security("C1", "V8")
@pytest.mark.one_database
def test_c1_the_file_is_the_owners_alone(staff, strand, kind, client, django_capture_on_commit_callbacks):
    export = make(staff, strand, django_capture_on_commit_callbacks)
    path = reverse("reports:export-file", args=[export.key])
    others = [StrandRoleFactory(strand=strand).user, UserFactory(is_superuser=True, is_staff=True)]
    for other in others:
        client.force_login(other, BACKEND)
        for name in ("export", "export-state", "export-file", "export-again"):
            assert client.get(reverse(f"reports:{name}", args=[export.key])).status_code == 404
    client.force_login(staff, BACKEND)
    answer = client.get(path)
    assert b"".join(answer.streaming_content) == b"made of en"
    assert answer["Cache-Control"] == "private, no-store"
    assert "attachment" in answer["Content-Disposition"]
    StrandRole.objects.all().delete()
    assert client.get(path).status_code == 404
    assert "any more" in client.get(export.get_absolute_url()).content.decode()


@pytest.mark.security("C1")
@pytest.mark.one_database
def test_an_expired_file_is_not_handed_out_before_the_clock_came(
    staff, strand, kind, client, django_capture_on_commit_callbacks
):
    export = make(staff, strand, django_capture_on_commit_callbacks)
    export.expires_at = timezone.now()
    export.save()
    client.force_login(staff, BACKEND)
    assert client.get(reverse("reports:export-file", args=[export.key])).status_code == 404
    assert "its time is over" in client.get(export.get_absolute_url()).content.decode()


@pytest.mark.security("V16")
@pytest.mark.one_database
def test_each_download_is_in_the_log_and_told_to_nobody_else(
    staff, strand, kind, client, django_capture_on_commit_callbacks
):
    pairing = PairingFactory(strand=strand)
    coordinator = MembershipFactory(participation=pairing.eu).user
    export = make(staff, strand, django_capture_on_commit_callbacks)
    client.force_login(staff, BACKEND)
    for _time in range(2):
        client.get(reverse("reports:export-file", args=[export.key]))
    client.head(reverse("reports:export-file", args=[export.key]))
    entries = AuditEntry.objects.filter(action="export-fetched", strand_id=strand.pk)
    assert entries.count() == 2
    assert entries[0].actor == staff
    assert "10" in entries[0].sentence
    told = acts_in(pairing=pairing, grants=read_grants(coordinator)).filter(action="export-fetched")
    assert not told.exists()


@pytest.mark.one_database
def test_a_file_that_is_ready_is_a_task_until_it_was_taken(
    staff, strand, kind, client, django_capture_on_commit_callbacks
):
    export = make(staff, strand, django_capture_on_commit_callbacks)
    client.force_login(staff, BACKEND)
    assert export.get_absolute_url() in client.get(reverse("my-tasks")).content.decode()
    client.get(reverse("reports:export-file", args=[export.key]))
    assert export.get_absolute_url() not in client.get(reverse("my-tasks")).content.decode()


@pytest.mark.one_database
def test_what_failed_is_a_task_until_it_is_asked_for_again(staff, strand, kind):
    export = ExportFactory(owner=staff, strand=strand, kind="try", state="failed", ended_at=timezone.now())
    export.digest = "a" * 64
    export.save()

    def tasks():
        return [
            one for one in collect("tasks", grants=read_grants(staff), today=clock.today()) if "/exports/" in one.url
        ]

    assert [task.button for task in tasks()] == ["See why"]
    newer = ExportFactory(owner=staff, strand=strand, kind="try", digest="a" * 64)
    assert not tasks()
    newer.delete()
    export.ended_at -= dt.timedelta(days=8)
    export.save()
    assert not tasks()


@pytest.mark.one_database
def test_the_page_loads_itself_anew_while_the_work_goes_on_and_says_how_far_it_is(staff, strand, kind, client):
    export = ask(staff, strand)
    client.force_login(staff, BACKEND)
    page = client.get(export.get_absolute_url()).content.decode()
    assert 'http-equiv="refresh"' in page
    assert "waits for its turn" in page
    export.state, export.done, export.total = "running", 1200, 3400
    export.save()
    assert "1,200 of 3,400 steps" in client.get(export.get_absolute_url()).content.decode()
    state = client.get(reverse("reports:export-state", args=[export.key])).json()
    assert state == {"state": "running", "done": 1200, "total": 3400, "words": "1,200 of 3,400 steps"}
    export.state = "failed"
    export.fault = "<b>=1+1</b>"
    export.save()
    page = client.get(export.get_absolute_url()).content.decode()
    assert 'http-equiv="refresh"' not in page
    assert "&lt;b&gt;=1+1" in page
    assert reverse("reports:export-again", args=[export.key]) in page


@pytest.mark.one_database
def test_the_list_asks_the_same_number_of_queries(staff, strand, kind, client):
    def cost(more):
        for _number in range(more):
            ExportFactory(
                owner=staff, strand=strand, kind="try", state="ready", expires_at=timezone.now() + dt.timedelta(days=1)
            )
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("reports:exports")).status_code == 200
        return len(asked)

    client.force_login(staff, BACKEND)
    client.get(reverse("reports:exports"))
    one = cost(1)
    assert cost(29) == one


@pytest.mark.one_database
def test_an_export_of_a_kind_that_is_no_more_is_still_listed(staff, strand, client):
    export = ExportFactory(owner=staff, strand=strand, kind="bygone", state="ready", name="old.zip")
    client.force_login(staff, BACKEND)
    assert "old.zip" in client.get(reverse("reports:exports")).content.decode()
    assert client.get(reverse("reports:export-file", args=[export.key])).status_code == 404
