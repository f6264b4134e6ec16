"""Mails wait in the database with the act that they tell of."""

import datetime as dt
import logging
import re
import zoneinfo
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template import Context, Engine
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.audit_actions import MAIL_SENT_AGAIN
from accounts.enums import MAIL_GROUPS, Language, MailState
from accounts.mails.sending import WAITS, note_lost, unsubscribe_link
from accounts.models import LOST_AFTER, STRANDED, Mail, User
from accounts.tasks import deliver_mail
from core.errors import AlreadyDone, NotAllowed
from core.models import one_act, write_audit

logger = logging.getLogger(__name__)

# A task is expected to have run by then; the sweep makes another one.
WAITED_LONG = dt.timedelta(minutes=10)
# The texts of a mail that did not go out are kept this long for a look; then they hold dead links only.
KEPT_FAILED = dt.timedelta(days=14)
LONGEST_SUBJECT = 200
_MARK = re.compile(r"(?P<button>=> )|(?P<item>- )|(?P<number>\d\d?\. )|(?P<quote>> ?)|(?P<more> )")
_LINK = "color: #1a2129; font-weight: 700"

_silent: ContextVar[bool] = ContextVar("silent", default=False)


@contextmanager
def without_mails() -> Iterator[None]:
    """Queue nothing inside: for what is told after the fact, such as the story of the demonstration."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


@transaction.atomic(savepoint=False)  # what fails here undoes the act that it tells of
def queue_mail(
    *,
    to: User | None,
    kind: str,
    key: str,
    template: str,
    context: dict[str, Any],
    address: str = "",
    language: str = "",
) -> bool:
    """Queue the mail `mail/<template>` once; it goes out when the surrounding transaction is committed.

    `to` is the reader; without an account (an invitation) give `address` and `language` instead.
    `template` and `context` are as `write_mail` takes them. `key` names the notice and its reader, at
    most 200 characters. Returns False where nothing was queued: the key exists already, the account
    is closed, or the reader has switched `kind` off.
    """
    if _silent.get() or (to is not None and not (to.is_active and to.wants_mail(kind))):
        return False
    if Mail.objects.filter(key=key).exists():
        return False
    mail = write_mail(to=to, kind=kind, template=template, context=context, language=language)
    mail.key, mail.address = key, to.email if to else address
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError:
        # Someone else has queued it between the look above and now.
        if Mail.objects.filter(key=key).exists():
            return False
        raise
    _enqueue(mail)
    return True


def queue_mails(
    people: Iterable[User], *, kind: str, key: str, template: str, context: dict[str, Any], but: User | None = None
) -> int:
    """Queue the same mail for each of these people but one, who acts; `key` names the notice. How many that makes."""
    return sum(
        queue_mail(to=person, kind=kind, key=f"{key}:{person.pk}", template=template, context=context)
        for person in people
        if person != but
    )


def write_mail(
    *,
    to: User | None,
    kind: str,
    template: str,
    context: dict[str, Any],
    language: str = "",
    own_links: bool = True,
) -> Mail:
    """A mail in the reader's language and time zone, queued nowhere.

    The template gets `context` and `base_url`, `recipient`, `account_url`, `unsubscribe_url`. It has two partials,
    `subject` and `body`. Text and HTML are both made of the body: its first line is the heading, `=> label` is a
    button that leads to `link`, `- ` and `1. ` begin an item, `> ` cites. So a text of a record goes through
    `one_line` or `quoted`, and begins no line below the heading. Without `own_links` it has no link that acts for its
    reader, so that others may see it.
    """
    language = language or (to.mail_language if to else "") or Language.ENGLISH
    zone = to.zone if to else zoneinfo.ZoneInfo(settings.TIME_ZONE)
    group = MAIL_GROUPS.get(kind)
    facts = context | {
        "base_url": settings.BASE_URL,
        "recipient": to,
        "account_url": settings.BASE_URL + reverse("accounts:account"),
        "unsubscribe_url": unsubscribe_link(to, group) if to and group and own_links else "",
    }
    with translation.override(language), timezone.override(zone):
        return Mail(
            recipient=to,
            kind=kind,
            subject=one_line(_render(f"mail/{template}.txt#subject", facts, escape=False)),
            text=_text(_render(f"mail/{template}.txt#body", facts, escape=False), facts),
            html=_html(_render(f"mail/{template}.txt#body", facts, escape=True), facts),
        )


def one_line(text: str) -> str:
    """A text as a header takes it: no line breaks or control characters, at most `LONGEST_SUBJECT` characters."""
    line = " ".join("".join(" " if not letter.isprintable() else letter for letter in text).split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1].rstrip()}…"


def _text(body: str, facts: dict[str, Any]) -> str:
    """The body and the footer without blanks at the ends of lines and with one empty line at most between two."""
    body = re.sub(r"\n=> (.*)", lambda button: f"\n{button[1]}:\n{facts['link']}", body.strip())
    lines = "\n".join(
        line.rstrip() for line in f"{body}\n{_render('mail/footer.txt', facts, escape=False)}".splitlines()
    )
    return f"{re.sub(r'\n{3,}', '\n\n', lines).strip()}\n"


def _html(body: str, facts: dict[str, Any]) -> str:
    """The layout around an escaped body."""
    parts: list[tuple[str, list[str]]] = []
    apart = True
    for line in body.strip().splitlines():
        mark = _MARK.match(line) if parts else None
        kind = "heading" if not parts else (mark and mark.lastgroup) or "paragraph"
        text = line[mark.end() :].lstrip() if mark else line
        if kind == "more" and line.strip():
            item, _br, details = parts[-1][1].pop().partition("<br>")
            if text.startswith(f"{settings.BASE_URL}/"):
                item = f'<a style="{_LINK}" href="{text}">{item}</a>'
            else:
                details = f"{details}<br>{text}" if details else text
            parts[-1][1].append(f"{item}<br>{details}" if details else item)
        elif line.strip() and parts and kind == parts[-1][0] and (not apart or kind in ("item", "number")):
            parts[-1][1].append(text)
        elif line.strip():
            parts.append((kind, [text]))
        apart = not line.strip()
    escaped = [(kind, [mark_safe(line) for line in lines]) for kind, lines in parts]  # noqa: S308 - escaped already
    return _render("mail/layout.html", facts | {"parts": escaped}, escape=True)


def _render(name: str, facts: dict[str, Any], *, escape: bool) -> str:
    rendered: str = Engine.get_default().get_template(name).render(Context(facts, autoescape=escape))
    # PostgreSQL keeps no text with this character in it.
    return rendered.replace("\0", "")


def _enqueue(mail: Mail) -> None:
    """Hand the mail to a worker after the commit; a queue that fails undoes nothing, the sweep finds the mail."""
    transaction.on_commit(partial(deliver_mail.enqueue, mail.pk), robust=True)


def drop_mails(person: User) -> None:
    """Send nothing any more of what waits for a person, and keep no text of what was refused."""
    _drop(Q(recipient=person) | Q(address__iexact=person.email))


def drop_about(beginning: str) -> None:
    """The same of the notices whose keys begin so: what they tell of was taken back."""
    _drop(Q(key__startswith=beginning))


def _drop(which: Q) -> None:
    waiting = Q(state__in=[MailState.QUEUED, MailState.FAILED]) & which
    for mail in Mail.objects.select_for_update().filter(waiting).order_by("pk"):
        mail.text = mail.html = ""
        if mail.state == MailState.QUEUED:
            mail.state = MailState.DROPPED
        mail.save(update_fields=["state", "text", "html"])


def forget_address(person: User, *, address: str, instead: str) -> None:
    """Keep of the mails to a person that they were sent, and neither address nor subject."""
    for mail in (
        Mail.objects.select_for_update().filter(Q(recipient=person) | Q(address__iexact=address)).order_by("pk")
    ):
        mail.address, mail.subject, mail.text, mail.html = instead, "", "", ""
        if mail.state == MailState.QUEUED:
            mail.state = MailState.DROPPED
        mail.save(update_fields=["address", "subject", "text", "html", "state"])


@transaction.atomic
def sweep_mails() -> int:
    """Give mails that were forgotten another task, and say of which the worker is gone.

    Returns how many mails got another task.
    """
    now = timezone.now()
    taken = Mail.objects.select_for_update().order_by("pk")
    for mail in taken.filter(state=MailState.SENDING, claimed_at__lt=now - LOST_AFTER):
        note_lost(mail.pk)
    for mail in taken.filter(state__in=STRANDED, queued_at__lt=now - KEPT_FAILED).exclude(text=""):
        mail.text = mail.html = ""
        mail.save(update_fields=["text", "html"])
    waiting = list(Mail.objects.filter(state=MailState.QUEUED, due_at__lt=now - WAITED_LONG).order_by("due_at", "pk"))
    for mail in waiting:
        _enqueue(mail)
    return len(waiting)


@transaction.atomic
def retry_refused() -> int:
    """Queue the mails anew that the mail server has refused to the last attempt; returns how many they are.

    Not those of which nobody knows whether they went out, nor those whose texts are erased by now.
    """
    refused = Mail.objects.select_for_update().filter(state=MailState.FAILED, attempts__gt=len(WAITS)).exclude(text="")
    mails = list(refused.order_by("pk"))
    for mail in mails:
        mail.state, mail.attempts, mail.due_at = MailState.QUEUED, 0, timezone.now()
        mail.save(update_fields=["state", "attempts", "due_at"])
        _enqueue(mail)
    return len(mails)


@transaction.atomic
def mark_unsure() -> None:
    """Say of each mail that waits that nobody knows whether it went out: most did, after the backup they come from."""
    for mail in Mail.objects.select_for_update().filter(state__in=(MailState.QUEUED, MailState.SENDING)).order_by("pk"):
        mail.state = MailState.UNSURE
        mail.save(update_fields=["state"])


@one_act()
def send_again(*, by: User, mail: Mail) -> None:
    """Queue a mail anew that was not taken or may not have gone out; raises NotAllowed, AlreadyDone.

    Administrators alone: anybody else sends again what the mail was about.
    """
    if not by.is_superuser:
        raise NotAllowed
    mail = Mail.objects.select_for_update().get(pk=mail.pk)
    if not mail.can_go_again:
        raise AlreadyDone(_("The mail cannot be sent again: it has gone out or is on its way, or its text is erased."))
    mail.state, mail.attempts, mail.due_at = MailState.QUEUED, 0, timezone.now()
    mail.save(update_fields=["state", "attempts", "due_at"])
    # The register outlives the address.
    write_audit(action=MAIL_SENT_AGAIN, by=by, record=mail, label="", kind=mail.kind)
    _enqueue(mail)
