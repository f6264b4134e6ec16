"""How the portal runs, for administrators: what waits, failed or is late, each with what can be done about it."""

import datetime as dt
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, ngettext, ngettext_lazy, pgettext_lazy
from django.views.generic import TemplateView

from accounts.enums import MailState
from accounts.mails.services import retry_refused, send_again
from accounts.models import Mail
from core import audit
from core.access import Access
from core.action_views import ActPage
from core.errors import AlreadyDone
from core.formats import format_number
from core.models import TimerRun, write_audit
from reports.enums import OPEN_EXPORT, ExportState
from reports.exports.services import make_again
from reports.exports.work import export_name
from reports.models import Export
from worldcities.readiness import queue
from worldcities.tasks import run_now
from worldcities.timers import BACKUP, LATE_AFTER, TIMERS

SHOWN = 20  # rows of a table: who has more looks into the administration's list

NAMES = {
    "hourly": pgettext_lazy("timer", "Every hour: reminders, old exports"),
    "daily": pgettext_lazy("timer", "Every day: old sessions and tasks, details whose time is over"),
    BACKUP: pgettext_lazy("timer", "Backup"),
}
TIMER_STARTED, MAILS_SENT_AGAIN = "timer-started", "mails-sent-again"
audit.register(TIMER_STARTED, gettext_lazy("Started by hand: %(timer)s"), {"timer": NAMES}, kind=audit.Kind.LOOK)
audit.register(
    MAILS_SENT_AGAIN,
    ngettext_lazy("Sent %(count)s refused mail again", "Sent %(count)s refused mails again", "count"),
    kind=audit.Kind.MAIL,
)


class ForAdministrators(Access):
    """A page of the operation."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse everybody else before anything is looked up."""
        if not self.grants.is_administrator:
            raise PermissionDenied
        page: Any = super()
        response: HttpResponse = page.dispatch(request, *args, **kwargs)
        return response


class Operation(ForAdministrators, TemplateView):
    """Version, queue, mails, files, timers and the last backup."""

    template_name = "worldcities/operation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What waits longest comes first."""
        now = timezone.now()
        unsent = Mail.objects.exclude(state=MailState.SENT).exclude(text="").order_by("due_at", "pk")
        since = now - dt.timedelta(days=settings.EXPORT_DAYS)
        unmade = Export.objects.filter(state__in=(*OPEN_EXPORT, ExportState.FAILED), asked_at__gt=since)
        ran = dict(TimerRun.objects.values_list("name", "at"))
        waits = queue()
        mails = list(unsent[:SHOWN])
        return super().get_context_data(
            version=settings.VERSION,
            waiting=waits["waiting"],
            since=now - dt.timedelta(seconds=waits["oldest"]) if waits["waiting"] else None,
            backup_at=ran.get(BACKUP),
            mails=mails,
            any_refused=any(one.state == MailState.FAILED for one in mails),
            exports=[(row, export_name(row)) for row in unmade.with_names().order_by("asked_at", "pk")[:SHOWN]],
            timers=[
                {
                    "name": name,
                    "label": NAMES[name],
                    "at": ran.get(name),
                    "is_late": name not in ran or now - ran[name] > after,
                    "can_run": may_start(name),
                }
                for name, after in LATE_AFTER.items()
            ],
            **kwargs,
        )


def may_start(timer: str) -> bool:
    """Whether a worker can run it: a backup needs to be told where to."""
    return timer in TIMERS or (timer == BACKUP and bool(settings.BACKUP_FOLDER))


class OperationAct(ForAdministrators, ActPage):
    """An act on the operation; it leads back to its page."""

    def get_record(self) -> Any:
        """Nothing, where it is about no row."""
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        """None of its rows has versions."""
        return {"record": None}

    def get_done_url(self) -> str:
        return reverse("operation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where it lies."""
        crumbs = [(_("Operation"), reverse("operation")), (str(self.title), "")]
        return super().get_context_data(crumbs=crumbs, **kwargs)


class SendMailAgain(OperationAct):
    """Queue one mail anew that was not taken or may not have gone out."""

    title = submit_label = gettext_lazy("Send again")

    def get_record(self) -> Mail:
        """The mail of the address, else 404."""
        return self.get_or_404(Mail.objects.all(), pk=self.kwargs["mail"])

    def get_question(self) -> str:
        # Not its subject, which is in the language of its reader.
        return _("%(kind)s, to %(email)s") % {"kind": self.record.get_kind_display(), "email": self.record.address}

    def act(self, form: Any) -> str:
        send_again(by=self.request.user, mail=self.record)
        return _("The mail to %(email)s is sent again.") % {"email": self.record.address}


class SendMailsAgain(OperationAct):
    """Queue all mails anew that the mail server has refused to the last attempt."""

    title = submit_label = gettext_lazy("Send all refused mails again")

    def get_question(self) -> str:
        return _("Do this once the mail server is mended: mails that it refuses again come back here.")

    def act(self, form: Any) -> str:
        count = retry_refused()
        if not count:
            raise AlreadyDone(_("No refused mail can be sent again."))
        write_audit(action=MAILS_SENT_AGAIN, by=self.request.user, count=count)
        words = ngettext("%(count)s mail is sent again.", "%(count)s mails are sent again.", count)
        return words % {"count": format_number(count)}


class MakeExportAgain(OperationAct):
    """Let a worker begin a file anew that could not be made."""

    title = submit_label = gettext_lazy("Make it again")

    @cached_property
    def name(self) -> str:
        """What its owner asked for."""
        return export_name(self.record)

    def get_record(self) -> Export:
        """The export of the address, else 404."""
        return self.get_or_404(Export.objects.with_names(), key=self.kwargs["export"])

    def get_question(self) -> str:
        return _("%(file)s, for %(person)s") % {"file": self.name, "person": self.record.owner}

    def act(self, form: Any) -> str:
        make_again(by=self.request.user, export=self.record)
        return _("%(file)s is made again.") % {"file": self.name}


class RunTimer(OperationAct):
    """Let a worker do now what runs by the clock. Each is safe to repeat."""

    title = submit_label = gettext_lazy("Run now")
    names = NAMES

    def get_record(self) -> str:
        """Its name, else 404."""
        if not may_start(self.kwargs["timer"]):
            raise Http404
        return str(self.kwargs["timer"])

    def get_question(self) -> str:
        return str(self.names[self.record])

    def act(self, form: Any) -> str:
        write_audit(action=TIMER_STARTED, by=self.request.user, timer=self.record)
        transaction.on_commit(partial(run_now.enqueue, self.record), robust=True)
        return _("A worker runs it now. Look at its last run in a moment.")
