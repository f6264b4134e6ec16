"""When the demonstration is told: on any day, anew by one command, and never over records or outside of DEMO."""

import datetime as dt
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import override_settings

from core.models import AuditEntry
from core.tests.acted import all_misplaced
from core.tests.undone import undone
from partnerships.models import Strand
from partnerships.tests.factories import StrandFactory
from worldcities.demo.preparing import CODE

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def prepare(*words):
    out = StringIO()
    call_command("prepare_demo", *words, stdout=out)
    return out.getvalue()


def told(strand):
    """The story as days before today, without names of days."""
    acts = AuditEntry.objects.filter(strand_id=strand.pk).order_by("at", "pk")
    return [(entry.action, entry.actor_label, _without_days(entry, strand)) for entry in acts]


def _without_days(entry, strand):
    """What a record is called, unless it is called by its day."""
    called_by_day = entry.object_type in {"partnerships.contact", "partnerships.comment", "partnerships.measurement"}
    return "" if called_by_day else entry.object_label.replace(strand.phase, "")


def told_on(today):
    """The story as it is told on a day, and not kept."""
    with override_settings(PORTAL_TODAY=today), undone():
        prepare()
        assert not all_misplaced()
        return told(Strand.objects.get(code=CODE))


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker, tmp_path_factory):
    """As it is told on one day."""
    with django_db_blocker.unblock(), override_settings(VAR_DIR=tmp_path_factory.mktemp("var")):
        return told_on(TODAY)


def test_a_database_that_holds_a_strand_is_left_alone():
    StrandFactory()
    assert "no demonstration accounts" in prepare()
    assert not get_user_model().objects.exists()


def test_it_is_refused_outside_of_the_demonstration(settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        prepare()
    assert not get_user_model().objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    "today", [dt.date(2027, 1, 1), dt.date(2028, 2, 29), dt.date(2026, 3, 29), dt.date(2026, 8, 2)]
)
def test_the_same_story_is_told_on_any_day(story, today):
    assert sorted(told_on(today)) == sorted(story)


# To empty the database inside a transaction that is undone would leave the content types known wrongly.
@pytest.mark.django_db(transaction=True)
def test_it_is_built_anew_by_one_command(story, settings):
    settings.PORTAL_TODAY = TODAY
    StrandFactory()
    prepare("--anew")
    assert told(Strand.objects.get(code=CODE)) == story
    assert Strand.objects.count() == 2
