"""The page of one act: GET asks, POST carries it out once, says so, and goes on."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib import messages
from django.db import DatabaseError, transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.access import Access
from core.act_forms import ActForm
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord, TooOften
from core.filled import fill, fill_with, typed_values
from core.models import SubmittedForm
from core.outages import BUSY, outage_of
from core.stored_files import files_of_act
from core.undo import ASKS, Undo, find_undo, values_before

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

CONFLICT = 409
REFUSED = 422
REFUSED_PAGE = "components/refused.html"
LONGEST = 500  # characters of the address that an act leads to


def refusal_by(check: Callable[..., object], *args: Any, **facts: Any) -> str:
    """Why a check of the services refuses an act now, in its own words; empty where it passes."""
    try:
        check(*args, **facts)
    except DomainError as refused:
        return str(refused)
    return ""


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

    `undone_by` names the act that takes this one back, which its message then offers, at an address of the same words.
    An act that `undo_asks` is read before it takes another one back, also where its form could be sent as it is.
    """

    template_name = "components/confirm.html"
    refused_page: ClassVar[str] = REFUSED_PAGE
    form_class: ClassVar[type[Any]] = ActForm
    title: ClassVar[Any] = ""
    submit_label: ClassVar[Any] = ""
    danger: ClassVar[bool] = False
    undone_by: ClassVar[str] = ""
    undo_asks: ClassVar[bool] = False
    in_transaction: ClassVar[Any] = staticmethod(transaction.atomic)

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

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """What the form that takes the act back is filled with; of an edit, what stood there before.

        None where there is nothing to take back: nothing was changed, or nothing had been written before.
        """
        if self.request.resolver_match.view_name != self.undone_by:
            return {}
        return (values_before(form) or None) if "seen_version" in form.fields else None

    def get_undo_kwargs(self, form: Any) -> dict[str, Any]:
        """What the address of the act that takes this one back holds."""
        del form
        return self.kwargs

    def get_undo(self, form: Any) -> Undo | None:
        """What takes the act back, once it is done; nothing where nothing does."""
        values = self.get_undo_values(form) if self.undone_by else None
        if values is None:
            return None
        # What an address says beside its words, such as the pairing whose target it is, belongs to the act itself.
        itself = self.request.resolver_match.view_name == self.undone_by
        query = self.request.GET.urlencode() if itself else ""
        return find_undo(self.request, self.undone_by, self.get_undo_kwargs(form), values, query=query)

    def get_question(self) -> str:
        """What is asked, in one sentence."""
        return ""

    def get_refusal(self) -> str:
        """Why the act cannot be done now, as its service would say; empty where it can."""
        return ""

    def get_consequences(self) -> list[str]:
        """What the act brings about, to be read before it."""
        return []

    def get_form_kwargs(self) -> dict[str, Any]:
        """What the form needs beside its input."""
        return {"record": self.record}

    @cached_property
    def record(self) -> Any:
        """The record that the act is about."""
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
        """Ask."""
        form = self.form_class(initial=self.get_initial(), **self.get_form_kwargs())
        fill(form, request)
        return self._page(form)

    def get_initial(self) -> dict[str, Any]:
        """What the form proposes, such as a day given in the address."""
        return {}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Carry it out once, or show why not."""
        if ASKS in request.POST:
            return self._ask_filled(request)
        token, form = _token_of(request), None
        try:
            with files_of_act(), self.in_transaction():
                self.require(self.record)
                form = self._sent_form()
                if not form.is_valid():
                    raise DomainError("")
                message = self.act(form)
                undo = self.get_undo(form)
                target = self.go_on_url()
                # Last, so that it holds where the form led to: a second click waits for the record, or for this row.
                SubmittedForm.objects.create(token=token, user=cast("User", request.user), target=target)
        except (DomainError, DatabaseError, OSError) as fault:
            return self._stopped(fault, form, token)
        messages.success(request, message, extra_tags=undo.packed() if undo else "")
        for words in form.after_words:
            for sentence in words():
                messages.warning(request, sentence)
        return redirect(target)

    def _sent_form(self) -> Any:
        return self.form_class(self.request.POST, self.request.FILES, **self.get_form_kwargs())

    def _ask_filled(self, request: HttpRequest) -> HttpResponse:
        """The page with what an undo proposes."""
        self.require(self.record)
        form = self.form_class(initial=self.get_initial(), **self.get_form_kwargs())
        fill_with(form, typed_values(request.POST))
        return self._page(form)

    def _stopped(self, fault: Exception, form: Any, token: str) -> HttpResponse:
        """What is answered where nothing was kept: that it was carried out before, the form again, or a page."""
        outage = outage_of(fault)
        if outage is None and (before := SubmittedForm.objects.filter(token=token).first()):
            messages.info(self.request, _("This was saved already; nothing was done twice."))
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
