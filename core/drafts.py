"""What was typed into a long form and not sent: it is kept for the person, at the form's page (docs/decisions/0020)."""

import datetime as dt
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.forms import Field, FileField
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock
from core.act_forms import FILLED, HELD
from core.errors import DomainError
from core.formats import format_moment, format_time, join_names
from core.models import Draft, SubmittedForm

if TYPE_CHECKING:
    from accounts.models import User

KEEP, DROP = "draft_keep", "draft_drop"  # the buttons
REFUSED = 422
VERSION = "seen_version"  # ends the names of fields with the version that was typed to
_NUMBER = re.compile("[0-9]{1,9}")
WRITING = dt.timedelta(minutes=10)  # so long after the last letter somebody still counts as writing


def is_of_draft(request: HttpRequest) -> bool:
    """Whether a form is sent to be kept or thrown away, and not to be carried out."""
    return KEEP in request.POST or DROP in request.POST


def fill_from_draft(form: Any, request: HttpRequest) -> None:
    """Fill a form that nobody has sent with what the reader typed before; it says when that was, and who else writes.

    It carries the versions that were typed to, so that whoever sends it hears what has changed since.
    """
    if form.keeps_drafts and FILLED not in request.GET:
        draft, form.draft_words = _read(request)
        form.has_draft = draft is not None
        if draft:
            # What the address asks for is newer.
            kept = {name: value for name, value in draft.data.items() if not request.GET.get(name)}
            form.initial.update({name: value for name, value in kept.items() if name in form.fields})
            messages.info(request, _("What you typed before is filled in. It is not submitted yet."))


def drop_draft(form: Any, request: HttpRequest) -> None:
    """Forget what was typed into this form: it was sent, or thrown away. What another window keeps there stays."""
    if form.keeps_drafts and (HELD in request.POST or DROP in request.POST):
        user = cast("User", request.user)
        Draft.objects.filter(user=user, form=request.path).delete()
        # A draft that is on its way comes too late.
        SubmittedForm.objects.get_or_create(token=_token_of(request), defaults={"user": user})


def _token_of(request: HttpRequest) -> str:
    """The form as it was opened once, whatever was typed into it."""
    return sha256(repr((request.user.pk, request.path, request.POST.get("once"))).encode()).hexdigest()


def answer_draft(form: Any, request: HttpRequest) -> HttpResponse | None:
    """Keep what was typed into a form, or throw it away, as the button says; a script is answered by a sentence.

    Of hidden fields the versions alone are kept, no files, nor zero bytes, which PostgreSQL refuses. Nothing where it
    cannot be kept and the page has to be shown again.
    """
    if not form.keeps_drafts:
        raise SuspiciousOperation
    has_script, status = request.headers.get("Accept") == "application/json", 200
    if DROP in request.POST:
        drop_draft(form, request)
        return redirect(request.get_full_path())
    data = {
        name: _without_zeros(field.widget.value_from_datadict(request.POST, request.FILES, name))
        for name, field in form.fields.items()
        if _is_kept(name, field)
    }
    versions = [str(value) for name, value in data.items() if name.endswith(VERSION)]
    if SubmittedForm.objects.filter(token=_token_of(request)).exists():
        return JsonResponse({"said": ""}) if has_script else redirect(request.get_full_path())
    try:
        Draft.objects.update_or_create(
            user=cast("User", request.user),
            form=request.path,
            defaults={
                "data": data,
                "version": max((int(one) for one in versions if _NUMBER.fullmatch(one)), default=None),
                "at": clock.now(),
            },
        )
        said = _read(request)[1]
    except DomainError as refusal:
        said, status = str(refusal), REFUSED
        if not has_script:
            messages.error(request, said)
            return None
    return JsonResponse({"said": said}, status=status) if has_script else redirect(request.get_full_path())


def _read(request: HttpRequest) -> tuple[Draft | None, str]:
    """The reader's own draft, and a sentence: when it was kept, and who else writes in the same record, never what."""
    rows = list(Draft.objects.filter(form=request.path).select_related("user").order_by("at"))
    own = next((row for row in rows if row.user_id == request.user.pk), None)
    writing = [row for row in rows if row is not own and row.version and row.at >= clock.now() - WRITING]
    said = []
    if own:
        at = timezone.localtime(own.at)
        day = format_time(at) if at.date() == timezone.localdate() else format_moment(at)
        said.append(_("Draft saved %(time)s.") % {"time": day})
    if writing:
        people = (f"{row.user} ({format_time(timezone.localtime(row.at))})" for row in writing)
        said.append(_("Writing here too: %(people)s.") % {"people": join_names(people)})
    return own, " ".join(said)


def _is_kept(name: str, field: Field) -> bool:
    return name.endswith(VERSION) or not (field.widget.is_hidden or isinstance(field, FileField))


def _without_zeros(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_zeros(one) for one in value]
    return value.replace("\0", "") if isinstance(value, str) else value
