"""An ended account is made anonymous: no name or address stays in the log, in records or in the account itself."""

import datetime as dt
import json

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models

from accounts.models import Mail
from accounts.users import end_access
from core.erasures import name_fields, noted_erasures
from core.log import one_act, write_audit
from core.models import AuditEntry
from partnerships.contacts.actions import AddComment
from partnerships.milestones.actions import EditMilestone
from partnerships.models import Comment, Invitation, Membership
from partnerships.people.selectors import read_grants
from partnerships.people.services import invite
from partnerships.tests.factories import MilestoneFactory, UserFactory
from worldcities.backups import _do_again
from worldcities.personal_data import anonymise

pytestmark = pytest.mark.django_db
NAME, NATIVE, ADDRESS = "Marta Quintana-Soler", "마르타", "marta.quintana@example.org"


@pytest.fixture
def marta(sides, settings, tmp_path):
    settings.ERASURE_LEDGER = tmp_path / "erasures.txt"
    person = sides.people["eu"]
    person.given_name, person.family_name, person.name_native, person.email = "Marta", "Quintana-Soler", NATIVE, ADDRESS
    person.telephone, person.function_en = "+34 93 000 00 00", "Head of unit"
    person.save()
    return person


def ended(person):
    boss = UserFactory(is_superuser=True, is_staff=True, given_name="Ada", family_name="Krämer")
    end_access(by=boss, grants=read_grants(boss), person=person)
    return boss


def commented(sides, person):
    row = Comment(pairing=sides.pairing, record=MilestoneFactory(pairing=sides.pairing))
    AddComment.do(row, by=person, grants=read_grants(person), text=f"@{NAME}, please look")


def everywhere(words):
    """The tables and columns in which one of the words stands."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        texts = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._base_manager.values(*texts) if texts else ():
            text = json.dumps(row, ensure_ascii=False, default=str)
            found |= {(model._meta.label, word) for word in words if word in text}
    return found


@pytest.mark.security("V14")
def test_nothing_of_the_name_stays_anywhere(sides, marta):
    milestone = MilestoneFactory(pairing=sides.pairing)
    by = {"by": marta, "grants": read_grants(marta)}
    EditMilestone.do(milestone, version=milestone.version, changes={"title_en": "Kick-off"}, **by)
    other = sides.people["counterpart"]
    commented(sides, other)
    boss = ended(marta)
    with one_act():
        write_audit(action="side-reminded", by=boss, record=milestone, person=f"Kim Jisu, {NAME}")
        write_audit(action="person-invited", by=boss, record=sides.pairing, person=ADDRESS)
    before = list(AuditEntry.objects.order_by("pk").values())
    anonymise(marta.pk)
    marta.refresh_from_db()
    assert everywhere((NAME, "Quintana-Soler", NATIVE, ADDRESS, "Head of unit", "+34 93 000")) == set()
    assert str(marta) == f"Former user {marta.pk}"
    assert AuditEntry.objects.filter(actor=marta).exclude(names__actor_label=f"Former user {marta.pk}").count() == 0
    reminded = AuditEntry.objects.get(action="side-reminded")
    assert reminded.all_parameters["person"] == f"Kim Jisu, Former user {marta.pk}"
    assert reminded.actor_label == "Ada Krämer"
    # Not one entry is another one now; that it was done is one more.
    assert list(AuditEntry.objects.order_by("pk").values())[:-1] == before
    milestone.refresh_from_db()
    assert milestone.title_en == "Kick-off"


def test_the_comments_of_others_keep_their_words_but_for_the_name(sides, marta):
    other = sides.people["counterpart"]
    commented(sides, other)
    ended(marta)
    anonymise(marta.pk)
    assert Comment.objects.get().text.endswith(", please look")


def test_a_namesake_keeps_the_name(sides, marta):
    namesake = UserFactory(given_name="Marta", family_name="Quintana-Soler")
    write_audit(action="record-changed", by=namesake, record=sides.pairing, fields="why_en")
    write_audit(action="side-reminded", by=None, record=sides.pairing, person=NAME)
    ended(marta)
    anonymise(marta.pk)
    assert AuditEntry.objects.get(actor=namesake).actor_label == NAME
    assert AuditEntry.objects.get(action="side-reminded").all_parameters["person"] == NAME
    assert not AuditEntry.objects.filter(actor=marta, names__actor_label=NAME).exists()
    role = AuditEntry.objects.filter(object_type="partnerships.membership", names__object_label__contains="Former user")
    assert role.exists()


def test_an_invitation_and_the_mails_keep_no_address(sides, marta):
    staff = sides.people["staff"]
    row = Invitation(email="later@example.org", role="observer", given_name="Marta", language="en")
    invite(by=staff, grants=read_grants(staff), strand=sides.pairing.strand, rows=[row])
    Invitation.objects.filter(pk=row.pk).update(email=ADDRESS)
    ended(marta)
    anonymise(marta.pk)
    row.refresh_from_db()
    assert (row.email, row.given_name) == (f"{marta.pk}@erased.invalid", "")
    assert not Mail.objects.filter(address=ADDRESS).exists()


def test_who_can_sign_in_is_not_made_anonymous_and_nobody_twice(marta):
    with pytest.raises(CommandError, match="End its access first"):
        call_command("anonymise_account", str(marta.pk))
    marta.refresh_from_db()
    assert marta.email == ADDRESS
    ended(marta)
    call_command("anonymise_account", str(marta.pk))
    with pytest.raises(CommandError, match="anonymous already"):
        call_command("anonymise_account", str(marta.pk))
    with pytest.raises(CommandError, match="no account 999999"):
        call_command("anonymise_account", "999999")


def test_it_stands_in_the_ledger_and_is_done_again_where_a_backup_brought_the_account_back(
    sides, marta, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        anonymise(marta.pk, again=True)
    marta.refresh_from_db()
    assert not marta.is_active
    assert not Membership.objects.filter(user=marta, ended_on=None).exists()
    kinds = list(noted_erasures(settings.ERASURE_LEDGER, marta.date_joined))
    assert kinds == [("account", marta.pk)]


def test_a_restore_makes_it_anonymous_again_and_passes_over_an_account_that_the_backup_has_not(marta, tmp_path):
    ledger = tmp_path / "noted.txt"
    ledger.write_text(f"2026-11-30T10:00:00Z account 999999\n2026-11-30T11:00:00Z account {marta.pk}\n")
    _do_again(ledger, dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    marta.refresh_from_db()
    assert (marta.email, marta.is_active) == (f"{marta.pk}@erased.invalid", False)
    _do_again(ledger, dt.datetime(2026, 11, 1, tzinfo=dt.UTC))


def test_the_names_that_are_kept_are_found_by_themselves():
    found = {(model._meta.label, name) for model, _by, name in name_fields()}
    assert {
        ("core.AuditNames", "actor_label"),
        ("partnerships.Confirmation", "by_label"),
        ("partnerships.TextEdition", "requested_by_label"),
        ("partnerships.HistoricalContact", "author_label"),
        ("reports.ProgressReport", "issued_label"),
    } <= found
    kept = {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.name.endswith("_label") and model._meta.app_label != "contenttypes"
    }
    # A destruction is done by the clock, and what a record was called is told by its entries.
    assert kept - found <= {("events.DestructionRecord", "by_label"), ("core.AuditNames", "object_label")}
