"""`/metrics`: who reads it, what it says, and that several processes are counted together."""

import datetime as dt
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from accounts.enums import MailKind
from accounts.models import Mail
from worldcities import tasks

pytestmark = pytest.mark.django_db

TOKEN = {"authorization": "Bearer only-for-tests"}


def figures(client):
    """Each figure by its name and labels."""
    answer = client.get("/metrics", headers=TOKEN)
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(answer.text)
    return {(one.name, *sorted(one.labels.values())): one.value for family in families for one in family.samples}


@pytest.mark.security("V4", "V13")
@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", "only-for-tests", "Bearer only-for-tests "])
def test_without_the_token_there_is_no_such_page(client, given):
    assert client.get("/metrics", headers={"authorization": given} if given else {}).status_code == 404


@pytest.mark.parametrize(
    ("seen", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"}, 404),
        ({"REMOTE_ADDR": "192.0.2.7"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
    ],
)
def test_where_no_token_is_set_this_machine_alone_reads_it(client, settings, seen, status):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", **seen).status_code == status


def test_requests_are_counted_by_view_and_status(client):
    before = figures(client)
    client.get("/help/")
    client.get("/help/no-such-chapter/")
    client.get("/no-such-page/")
    after = figures(client)
    for labels in (("200", "help"), ("404", "help-chapter"), ("404", "none")):
        name = ("portal_requests_total", *labels)
        assert after[name] - before.get(name, 0) == 1, labels
    name = ("portal_request_seconds_count", "help")
    assert after[name] - before.get(name, 0) == 1
    assert after["portal_request_seconds_bucket", "+Inf", "help"] == after[name]
    assert after["portal_queries_total", "metrics"] > 0


def test_what_waits_is_told_by_state(client):
    facts = {"address": "a@example.org", "kind": MailKind.values[0], "subject": "s"}
    Mail(key="a", text="t", state="failed", **facts).save()
    Mail(key="b", text="t", **facts).save()
    Mail(key="erased", state="failed", **facts).save()
    Mail(key="c", state="sent", sent_at=timezone.now(), **facts).save()
    tasks.note_run("hourly")
    found = figures(client)
    assert {name[1]: value for name, value in found.items() if name[0] == "portal_mails" and value} == {
        "failed": 1,
        "queued": 1,
    }
    assert ("portal_mails", "sent") not in found
    assert found["portal_exports", "failed"] == found["portal_queue_waiting",] == found["portal_queue_oldest_seconds",]
    assert found["portal_timer_last_run", "backup"] == 0
    assert abs(found["portal_timer_last_run", "hourly"] - dt.datetime.now(dt.UTC).timestamp()) < 60
    assert found["portal_version", settings.VERSION] == 1


def test_it_asks_as_many_queries_whatever_there_is(client, django_assert_max_num_queries):
    facts = {"address": "a@example.org", "kind": MailKind.values[0], "subject": "s", "text": "t"}
    Mail(key="first", **facts).save()
    with django_assert_max_num_queries(5) as one:
        client.get("/metrics", headers=TOKEN)
    for number in range(10):
        Mail(key=f"more-{number}", **facts).save()
    with django_assert_max_num_queries(len(one)):
        assert figures(client)["portal_mails", "queued"] == 11


PROCESS = """
import django; django.setup()
from worldcities.operation import count_request
count_request(view="help", status=200, seconds=0.2, queries=3)
"""
READER = """
import django; django.setup()
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
counted = CollectorRegistry(); MultiProcessCollector(counted)
print(generate_latest(counted).decode())
"""


def test_what_several_processes_count_is_one_figure(tmp_path):
    given = os.environ | {
        "DJANGO_SETTINGS_MODULE": "worldcities.settings.test",
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics"),
    }
    command = {"cwd": settings.BASE_DIR, "env": given, "text": True}
    for _process in range(3):
        subprocess.check_output([sys.executable, "-c", PROCESS], **command)
    said = subprocess.check_output([sys.executable, "-c", READER], **command)
    assert 'portal_requests_total{status="200",view="help"} 3.0' in said
    assert 'portal_queries_total{view="help"} 9.0' in said
    assert 'portal_request_seconds_bucket{le="0.25",view="help"} 3.0' in said


def test_the_commands_of_the_clock_are_seen_there(client):
    call_command("run_timer", "hourly")
    assert figures(Client())["portal_timer_last_run", "hourly"] > 0
