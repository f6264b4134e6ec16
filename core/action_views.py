"""The pages of acts, and their addresses: GET asks, POST carries it out once, says so, and goes on."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError
from django.forms import FileField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.access import Access
from core.act_forms import (
    ActForm,
    answer_draft,
    drop_draft,
    fill,
    fill_from_draft,
    fill_with,
    is_of_draft,
    leave_out_unwritten,
    typed_values,
)
from core.actions import ACTIONS, ASKS, Action, Undo, undo_by
from core.errors import BUSY, AlreadyDone, DomainError, NotAllowed, StaleRecord, TooOften, outage_of
from core.models import SubmittedForm, one_act
from core.stored_files import files_of_act

if TYPE_CHECKING:
    from accounts.models import User


CONFLICT = 409
REFUSED = 422
LONGEST = 500  # characters of the address that an act leads to


def _token_of(request: HttpRequest) -> str:
    """A form with its input, as one word: whoever comes back to a form and writes something else sends another one."""
    sent = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    sent += sorted((name, [_file_digest(file) for file in files]) for name, files in request.FILES.lists())
    return hashlib.sha256(repr((request.user.pk, request.path, sent)).encode()).hexdigest()


def _file_digest(file: UploadedFile[Any]) -> str:
    """A file by its name and content: a corrected one may be just as long."""
    content = hashlib.sha256()
    for chunk in file.chunks():
        content.update(chunk)
    file.seek(0)
    return f"{file.name} {content.hexdigest()}"


class ActPage(Access, TemplateView):
    """An act on the record that `get_record` finds. A subclass names title, button, form and service.

    What cannot be done now is said in place of the form (`get_refusal`); whoever sends the form all the same hears
    it from the service. A refusal shows the form again with what was typed: 422, or 409 where another was faster. A
    second click finds the act done, says so and goes where the first one went.

    `undone_by` names the act that takes this one back; `get_undo` finds it for the message, which then offers it.
    """

    template_name = "components/confirm.html"
    refused_page: str = "components/refused.html"
    form_class: type[Any] = ActForm
    title: Any = ""
    submit_label: Any = ""
    danger: bool = False
    undone_by: str = ""
    undo_asks: bool = False

    def get_record(self) -> Any:
        """The record of the address among those visible, else 404; None for an act that adds one."""
        raise NotImplementedError

    def act(self, form: Any) -> str:
        """Call the one service; returns the message."""
        raise NotImplementedError

    def get_done_url(self) -> str:
        """Where the reader goes on after the act."""
        raise NotImplementedError

    def go_on_url(self) -> str:
        """Where the act goes on to: the page of the portal that its button was on, where form or address name it."""
        if page := self._came_from(self.request.POST) or self._came_from(self.request.GET):
            return page
        page = self.get_done_url()
        return page if len(page) <= LONGEST else page.partition("?")[0]

    def _came_from(self, sent: Mapping[str, Any]) -> str:
        """The page that `next` names; nothing where it is none of the portal's."""
        page = str(sent.get("next", ""))
        # PostgreSQL keeps no zero byte, and no more letters than the column has; a bare word would name a view.
        here = page.startswith("/") and page.isprintable() and len(page) <= LONGEST
        own = here and url_has_allowed_host_and_scheme(page, {self.request.get_host()}, self.request.is_secure())
        return page if own else ""

    def get_back_url(self) -> str:
        """Where the form can be left to; the record's page unless it says otherwise."""
        return self.get_done_url()

    def get_undo(self, form: Any) -> Undo | None:
        """What takes the act back, once it is done; nothing where nothing does."""
        del form
        return None

    def get_question(self) -> str:
        return ""

    def get_refusal(self) -> str:
        """Why the act cannot be done now, as its service would say; empty where it can."""
        return ""

    def get_consequences(self) -> list[str]:
        return []

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.record}

    @cached_property
    def record(self) -> Any:
        return self.get_record()

    @property
    def acting(self) -> dict[str, Any]:
        """Who acts, as every service takes it."""
        return {"by": self.request.user, "grants": self.grants}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Find the record (404) and ask its rule (403), whatever the method."""
        self.require(self.record)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self._empty_form()
        fill(form, request)
        fill_from_draft(form, request)
        return self._page(form)

    def _empty_form(self) -> Any:
        return self.form_class(initial=self.get_initial(), **self.get_form_kwargs())

    def get_initial(self) -> dict[str, Any]:
        """What the form proposes, such as a day given in the address."""
        return {}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if ASKS in request.POST or is_of_draft(request):
            return self._not_sent(request)
        token, form = _token_of(request), None
        try:
            with files_of_act(), one_act():
                self.require(self.record)
                form = self._sent_form()
                if not form.is_valid():
                    raise DomainError("")
                message = self.act(form)
                undo = self.get_undo(form)
                target = self.go_on_url()
                drop_draft(form, request)
                # Last, so that it holds where the form led to: a second click waits for the record, or for this row.
                SubmittedForm.objects.create(token=token, user=cast("User", request.user), target=target)
        except (DomainError, DatabaseError, OSError) as fault:
            return self._stopped(fault, form, token)
        messages.success(request, message, extra_tags=json.dumps(undo) if undo else "")
        for words in form.after_words:
            for sentence in words():
                messages.warning(request, sentence)
        return redirect(target)

    def _sent_form(self) -> Any:
        return self.form_class(self.request.POST, self.request.FILES, **self.get_form_kwargs())

    def _not_sent(self, request: HttpRequest) -> HttpResponse:
        self.require(self.record)
        form = self._empty_form()
        if is_of_draft(request) and (answer := answer_draft(form, request)):
            return answer
        fill_with(form, typed_values(request.POST))
        return self._page(form)

    def _stopped(self, fault: Exception, form: Any, token: str) -> HttpResponse:
        """What is answered where nothing was kept: that it was carried out before, the form again, or a page."""
        outage = outage_of(fault)
        if outage is None and (before := SubmittedForm.objects.filter(token=token).first()):
            messages.info(self.request, _("This was saved already; nothing was done a second time."))
            return redirect(before.target)
        has_form = outage.words if outage else form is not None and isinstance(fault, DomainError)
        if not has_form or isinstance(fault, NotAllowed):
            raise fault
        if isinstance(fault, AlreadyDone):
            messages.info(self.request, str(fault))
            return redirect(self.go_on_url())
        self.read_again(form, fault)
        if outage is not None:
            self.require(self.record)
            form = self._sent_form() if form is None else form
            form.refuse(DomainError(outage.words))
            return self._page(form, status=CONFLICT if outage is BUSY else outage.status)
        if isinstance(fault, StaleRecord):
            form.mark_stale(form.cleaned_data.get("seen_version"))
        elif isinstance(fault, DomainError) and fault.message:
            form.refuse(fault)
        if isinstance(fault, TooOften):
            page = self._page(form, status=429)
            page["Retry-After"] = fault.retry_after
            return page
        return self._page(form, status=CONFLICT if form.is_stale else REFUSED)

    def read_again(self, form: Any, fault: Exception) -> None:
        """The record as it is stored, for a page that shows it after something was refused."""
        del form
        if isinstance(fault, StaleRecord):
            self.record.refresh_from_db()

    def _page(self, form: Any, status: int = 200) -> HttpResponse:
        leave_out_unwritten(form)
        refusal = self.get_refusal()
        if refusal and not form.is_bound:
            return self._refused(form, refusal)
        # A form that was sent is shown again with what was typed, and with what its service has not said yet.
        said = {str(error) for errors in form.errors.values() for error in errors}
        told = [refusal] if refusal and refusal not in said else []
        self._place_cursor(form)
        for name in self.request.FILES if form.is_bound else ():
            if name in form.fields and name not in form.errors:
                form.add_error(name, _("Choose the file again: it was not kept, since the form was refused."))
        context = self.get_context_data(
            form=form,
            title=self.title,
            submit_label=self.submit_label,
            danger=self.danger,
            question=self.get_question(),
            consequences=[*told, *self.get_consequences()],
            cancel_url=self._came_from(self.request.GET) or self.get_back_url(),
        )
        return self.render_to_response(context, status=status)

    def _refused(self, form: Any, refusal: str) -> HttpResponse:
        """Why it cannot be done now, and the way back."""
        back = self._came_from(self.request.GET) or self.get_back_url()
        context = self.get_context_data(form=form, title=self.title, refusal=refusal, cancel_url=back)
        return TemplateResponse(self.request, self.refused_page, context)

    def _place_cursor(self, form: Any) -> None:
        """On what is to be typed first.

        Not where something is to be read before: what is wrong, a question, what the act brings about, a page around.
        """
        reads = form.is_bound or self.danger or self.get_question() or self.get_consequences()
        if reads or self.template_name != ActPage.template_name:
            return
        shown = [field.widget.attrs for field in form.fields.values() if not field.widget.is_hidden]
        if shown and not any("autofocus" in attrs for attrs in shown):
            shown[0]["autofocus"] = True


class ActionView(ActPage):
    """The page of an action; who sends the form holds the row from the look-up on."""

    action_class: type[Action]

    @classmethod
    def of(cls, action: type[Action]) -> Any:
        """The view of an action."""
        facts: dict[str, Any] = {"action_class": action, "template_name": action.template}
        facts |= {"danger": action.danger, "refused_page": action.refused_template, "asks_again": action.asks_again}
        facts["undone_by"] = action.name_of(action.undo) if action.undo else ""
        return type(f"{action.__name__}View", (cls,), facts).as_view()  # type: ignore[attr-defined]

    def get_record(self) -> Any:
        """The row of the address among those visible, else 404; locked where a form is sent."""
        sent = self.request.method == "POST" and ASKS not in self.request.POST and not is_of_draft(self.request)
        return self._find_row(locked=sent)

    def _find_row(self, *, locked: bool) -> Any:
        row = self.action_class.find(self.grants, self.request.GET.dict() | self.kwargs, locked=locked)
        if row is None:
            raise Http404
        return row

    @cached_property
    def action(self) -> Action:
        return self.action_class(self.record, by=self.request.user, grants=self.grants, asked=self.request.GET)

    def require(self, row: Any) -> None:
        del row
        if not self.action.is_allowed:
            raise PermissionDenied

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return self.post(request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    @property
    def title(self) -> Any:
        return self.action.title

    @property
    def form_class(self) -> type[Any]:  # type: ignore[override]
        """As the action says; it may depend on the row."""
        form: type[Any] = self.action.form
        return form

    @property
    def submit_label(self) -> Any:
        """As its button, unless the form has a label of its own."""
        return self.action.submit_label or self.action.button

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if instead := self.action.get_instead():
            messages.info(request, instead[0])
            return redirect(instead[1])
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look at files first: however long that takes, no transaction waits for it. The form says what is wrong."""
        for name, field in getattr(self.action_class.form, "base_fields", {}).items():
            if name in request.FILES and isinstance(field, FileField):
                with suppress(ValidationError):
                    field.clean(request.FILES[name])
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> str:
        return self.action.carry_out(**form.given)

    def read_again(self, form: Any, fault: Exception) -> None:
        """The row as it is stored: the one in hand may have been written on. No transaction is left to lock it in."""
        del fault
        if form is not None and not form.is_valid():
            return
        self.__dict__.pop("action", None)
        self.record = self._find_row(locked=False)
        if form is not None:
            form.record = self.record

    def get_undo(self, form: Any) -> Undo | None:
        """The action that takes it back, on the row in hand."""
        action = self.action
        values = action.get_undo_values(form) if action.undo else None
        if values is None:
            return None
        back = ACTIONS[action.undo](action.undone_on, by=action.by, grants=action.grants)
        # What an address has beside its words, such as the filters of a list, belongs to the action itself.
        query = self.request.GET.urlencode() if action.undo == action.key else ""
        url = f"{back.url}?{query}" if query else back.url
        return undo_by(self.request, back, values, url=url) if back.is_allowed else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return self.action.get_form_kwargs()

    def get_initial(self) -> dict[str, Any]:
        return self.action.get_initial()

    def get_question(self) -> str:
        return str(self.action.question)

    def get_refusal(self) -> str:
        return self.action.refusal

    def get_consequences(self) -> list[str]:
        return self.action.get_consequences()

    def get_done_url(self) -> str:
        return self.action.get_done_url()

    def get_back_url(self) -> str:
        return self.action.get_back_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With where the page lies, and what the action's template needs."""
        row = self.record
        pairing = getattr(row, "pairing", None)
        places = {
            "pairing": pairing,
            "strand": getattr(pairing or row, "strand", row),
            "crumbs": self.action.get_crumbs(),
        }
        return super().get_context_data(**places | self.action.get_context(), **kwargs)


def action_path(prefix: str, action: type[Action], model: str = "") -> Any:
    """The address of an action's page: below that of its row, with its key after the model's name.

    `model` is that name, where it has several words.
    """
    leaf = action.key.removeprefix(f"{model}-") if model else action.key.partition("-")[2]
    return action_at(f"{prefix}/{leaf}/", action)


def action_at(address: str, action: type[Action], view: type[ActionView] = ActionView) -> Any:
    """The address of an action's page where it does not follow from the key, or has a view of its own."""
    return path(address, view.of(action), name=action.key)
