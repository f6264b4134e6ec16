"""What people do to city updates, with mails: cities write, submit and take back, staff accept, return and remind."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext, pgettext_lazy

from accounts.enums import MailKind
from accounts.mails.services import queue_mail, queue_mails
from accounts.models import User
from core import clock
from core.access import Grants
from core.actions import Action
from core.errors import AlreadyDone, DomainError
from core.formats import apart
from core.models import write_audit
from core.plain_text import plain_text
from core.texts import LANGUAGES
from partnerships.enums import OWN, STAFF, StrandRoleName
from partnerships.models import StrandRole
from partnerships.people.selectors import read_people
from partnerships.translations.selectors import check_length, what_differs
from reports.audit_actions import UPDATE_BEGUN, UPDATE_REMINDED
from reports.enums import OPEN_UPDATE, UpdateAct, UpdateStatus
from reports.models import CityUpdate, ReportingPeriod, UpdateStep
from reports.periods.selectors import lock_period
from reports.updates import selectors
from reports.updates.drafting import UpdateDraft
from reports.updates.forms import ChosenUpdatesForm, ReturnForm, UpdateForm
from reports.updates.models import ANSWERS, LONGEST_ANSWER, LONGEST_LINE
from reports.updates.selectors import UpdateLine


def mail_staff(*, update: CityUpdate, by: User) -> None:
    """Tell the staff of the strand that an update waits for them."""
    roles = StrandRole.objects.not_ended(clock.today())
    own = roles.filter(strand=update.period.strand_id, role=StrandRoleName.STAFF)
    staff = get_user_model().objects.filter(pk__in=own.values("user"), is_active=True)
    _send(staff.order_by("search_text", "pk"), "submitted", update, by)


def mail_partner(update: CityUpdate, decision: str, *, by: User, **more: Any) -> None:
    """Tell the partner's coordinators that it was `accepted`, or `returned` with a `reason`."""
    people = read_people([update.participation_id], clock.today()).of_side(update.participation_id)
    _send(people, decision, update, by, **more)


def _send(people: Iterable[User], what: str, update: CityUpdate, by: User, **more: Any) -> None:
    kind, context = MailKind(f"update-{what}"), _facts(update, by) | more
    key = f"{kind.value}:{update.pk}:{update.version}"
    queue_mails(people, kind=kind, key=key, template=f"update_{what}", context=context, but=by)


def _facts(update: CityUpdate, by: User) -> dict[str, Any]:
    """Names in the language of the mail that is being written."""
    return {
        "period": lazy(lambda: str(update.period), str)(),
        "strand": lazy(lambda: str(update.strand), str)(),
        "partner": lazy(lambda: str(update.participation.partner.name), str)(),
        "by": by.kept_name,
        "link": settings.BASE_URL + update.get_absolute_url(),
    }


def send_reminders(*, by: User, period: ReportingPeriod, rows: Iterable[Any]) -> list[str]:
    """Ask the people of these partners for the update that they owe, nobody twice on one day; what became of each."""
    results, reached = [], []
    for row in rows:
        mails, partner = _remind(row, by), row.participation.partner
        name = {"partner": partner.name}
        if mails:
            reached.append(partner.name_en)
            sent = ngettext("%(partner)s: %(count)s mail.", "%(partner)s: %(count)s mails.", mails)
            results.append(sent % (name | {"count": mails}))
        elif not row.people:
            results.append(_("%(partner)s: nobody to write to; invite a coordinator first.") % name)
        elif row.reminded:
            results.append(_("%(partner)s: was reminded today.") % name)
        else:
            results.append(_("%(partner)s: takes no such mails.") % name)
    if reached:
        write_audit(action=UPDATE_REMINDED, by=by, record=period, partners=", ".join(reached))
    return results


def _remind(row: Any, by: User) -> int:
    """How many mails that makes."""
    today, period = clock.today(), row.period
    due = {"due": period.due_on, "late": period.due_on < today, "days": abs((period.due_on - today).days)}
    return sum(
        queue_mail(
            to=person,
            kind=MailKind.REMINDER,
            key=selectors.reminder_key(row, person.pk, today),
            template="update_reminder",
            context=_facts(row, by) | due,
        )
        for person in row.people
    )


MOST_EDITED = 300
_DRAFT, _SUBMITTED, _RETURNED, _ACCEPTED = UpdateStatus


class OnUpdate(Action):
    """An action on a city update, while its period asks for one and no report on it is out."""

    on = CityUpdate
    allowed: frozenset[str] = frozenset({OWN})

    @classmethod
    def lock_before(cls, rows: QuerySet[Any]) -> None:
        """The period, so that its report is not issued meanwhile."""
        periods = ReportingPeriod.objects.select_for_update(of=("self",), no_key=True)
        periods.filter(updates__in=rows).order_by("pk").first()

    def check_possible(self) -> None:
        self.row.period.check_open()
        super().check_possible()

    def log_parameters(self) -> dict[str, Any]:
        return {"label": str(self.row.participation.partner)}

    def move(self, act: UpdateAct, **body: Any) -> None:
        """Save it in its next state, with a step of its chain that keeps what it says then."""
        self.row.status = UpdateStatus(self.target)
        self.row.save(by=self.by)
        label = self.by.kept_name
        UpdateStep(update=self.row, act=act, by=self.by, by_label=label, reason=self.reason, body=body).save()

    @cached_property
    def draft(self) -> UpdateDraft:
        """What the records say."""
        return UpdateDraft(self.row.participation, self.row.period, clock.today())

    @cached_property
    def lines(self) -> list[UpdateLine]:
        """The lines of the update as they are now."""
        return selectors.lines_of(self.row, self.draft.lines if self.row.status in OPEN_UPDATE else [])

    def get_context(self) -> dict[str, Any]:
        return {"section": "reports", "update": self.row}


class WriteUpdate(OnUpdate):
    """Save what was written so far; the first save begins the update."""

    key = "update-write"
    states = frozenset(OPEN_UPDATE)
    form = UpdateForm
    template = "reports/updates/update_write.html"
    title = gettext_lazy("Write the city update")
    submit_label = pgettext_lazy("city update", "Save draft")
    weight = "main"
    logged = gettext_lazy("Changed: %(fields)s")

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        """Also one that nobody began, for whoever follows it."""
        row = super().find(grants, words, locked=locked) or selectors.unbegun_update(grants, words)
        if locked and row is not None and row.pk is None:
            # Of two who begin it one is second, and finds what the other has written.
            row.period = lock_period(row.period_id)
            row = super().find(grants, words, locked=True) or row
        return row

    @classmethod
    def locked(cls, row: Any) -> Any:
        """Raises DomainError where somebody began it meanwhile."""
        if row.pk is not None:
            return super().locked(row)
        row = CityUpdate(period=lock_period(row.period_id), participation=row.participation)
        if CityUpdate.objects.filter(period=row.period, participation=row.participation).exists():
            raise DomainError(
                _(
                    "Somebody began this update meanwhile. Nothing was saved; your input is kept. "
                    "Copy it and open it again."
                )
            )
        return row

    def perform(self, *, changes: Mapping[str, str], lines: Iterable[Mapping[str, Any]] | None = None) -> str:
        """`changes` are answers by field (`achieved_en`). `lines` says of each line what to do with it: `key`, `state`,
        and of an edited one `text_en` and `text_ko`; lines that it does not name stay as they are.

        Raises AlreadyDone where nothing differs, DomainError with the field at fault.
        """
        row, is_begun = self.row, self.row.pk is not None
        changed = what_differs(row, {name: plain_text(changes[name]) for name in ANSWERS if name in changes})
        for name, value in changed.items():
            check_length(name, value.strip(), LONGEST_ANSWER)
        if lines is not None:
            kept = selectors.touched(selectors.wished(self.lines, _checked(list(lines))))
            if kept != selectors.touched(self.lines):
                changed["lines"] = kept
        if not is_begun:
            row.save(by=self.by)
            self.is_logged = True
            write_audit(action=UPDATE_BEGUN, by=self.by, record=row, **self.log_parameters())
        elif not changed:
            raise AlreadyDone(_("Nothing was changed."))
        for name, value in changed.items():
            setattr(row, name, value.strip() if name in ANSWERS else value)
        if changed:
            row.save(by=self.by)
        self.log(fields=", ".join(changed))
        return _("Saved.")

    @property
    def button(self) -> str:
        return pgettext("city update", "Continue writing") if self.row.pk else pgettext("city update", "Write it")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "lines": self.lines}

    def get_context(self) -> dict[str, Any]:
        """With what is still missing, and what the last update announced."""
        gaps, last = selectors.gaps_of(self.row, self.lines, clock.today()), self.draft.last_time
        own = {
            "gaps": gaps,
            "gap_summary": selectors.gap_summary(gaps),
            "returned": selectors.last_step(self.row, UpdateAct.RETURNED) if self.row.pk else None,
            "last_time": last,
            "announced": [selectors.stored_line(row) for row in last.announced] if last else [],
            "left_out": self.draft.left_out,
            "save_url": self.row.address_of("reports:update-save"),
        }
        return super().get_context() | own


def _checked(wishes: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if len(wishes) > MOST_EDITED:
        raise DomainError(_("These are too many lines: at most %(most)s.") % {"most": MOST_EDITED})
    names = [f"text_{language}" for language in LANGUAGES]
    for wish in wishes:
        for name in names:
            check_length("lines", str(wish.get(name) or ""), LONGEST_LINE)
    return [dict(wish) | {name: plain_text(wish.get(name) or "") for name in names} for wish in wishes]


class SubmitUpdate(OnUpdate):
    """Hand it in, after showing what is missing: its lines are frozen, and what it reports is kept with this step."""

    key = "update-submit"
    states = frozenset(OPEN_UPDATE)
    target = _SUBMITTED
    template = "reports/updates/update_submit.html"
    title = gettext_lazy("Submit the city update")
    button = pgettext_lazy("verb", "Submit")
    logged = gettext_lazy("Submitted the city update")
    undo = "update-take-back"

    def perform(self) -> str:
        """Raises DomainError where a gap stands against it."""
        row = self.row
        if missing := [gap["label"] for gap in selectors.gaps_of(row, self.lines, clock.today()) if gap["needed"]]:
            raise DomainError(_("It cannot be submitted yet: %(gaps)s.") % {"gaps": apart(missing)})
        row.lines = [line.stored() for line in self.lines]
        row.submitted_at = clock.now()
        self.move(UpdateAct.SUBMITTED, **row.body())
        mail_staff(update=row, by=self.by)
        return _("Submitted. Programme staff were informed.")

    @property
    def question(self) -> str:
        first = _(
            "Programme staff get an e-mail, and the other side can read it. Until it is accepted you can take it back."
        )
        return f"{first} {_('Once accepted it goes into the report, which everybody in the strand reads.')}"

    def get_context(self) -> dict[str, Any]:
        """With what stands against it, and what is pointed out."""
        gaps = selectors.gaps_of(self.row, self.lines, clock.today())
        return super().get_context() | {
            "needed": [gap for gap in gaps if gap["needed"]],
            "hints": [gap for gap in gaps if not gap["needed"]],
            "write_url": self.row.address_of("reports:update-write"),
        }


class TakeBackUpdate(OnUpdate):
    """Take it back to write on."""

    key = "update-take-back"
    states = frozenset({_SUBMITTED})
    target = _DRAFT
    title = gettext_lazy("Take the city update back")
    button = pgettext_lazy("verb", "Take back")
    question = gettext_lazy("It becomes a draft again. What you had submitted stays in the history.")
    logged = gettext_lazy("Took the submitted city update back")
    undo = "update-submit"

    def perform(self) -> str:
        self.move(UpdateAct.TAKEN_BACK)
        return _("Taken back. It is a draft again.")


class DecideUpdate(OnUpdate):
    """What staff decide on it."""

    allowed = frozenset({STAFF})

    def check_possible(self) -> None:
        """Where it cannot be decided yet, say what comes first."""
        self.row.period.check_open()
        if self.state == _DRAFT:
            raise DomainError(
                _("The city has not submitted this update yet. It can be accepted or returned once it is submitted.")
            )
        if self.state == _RETURNED != self.target:
            raise DomainError(_("This update was returned to the city. It can be accepted once it is submitted again."))
        super().check_possible()


class AcceptUpdate(DecideUpdate):
    """Accept it for the report; its partner gets a mail."""

    key = "update-accept"
    states = frozenset({_SUBMITTED})
    target = _ACCEPTED
    title = gettext_lazy("Accept the city update")
    button = pgettext_lazy("verb", "Accept")
    weight = "main"
    question = gettext_lazy(
        "It goes into the progress report as it is. You can still return it until the report is issued."
    )
    logged = gettext_lazy("Accepted the city update")

    def perform(self) -> str:
        self.row.accepted_at = clock.now()
        self.move(UpdateAct.ACCEPTED)
        mail_partner(self.row, "accepted", by=self.by)
        return _("Accepted. The partner's coordinators were informed.")


class ReturnUpdate(DecideUpdate):
    """Give it back to be completed, also one that was accepted; its partner gets a mail with the reason."""

    key = "update-return"
    states = frozenset({_SUBMITTED, _ACCEPTED})
    target = _RETURNED
    reason_of = frozenset({STAFF})
    form = ReturnForm
    title = gettext_lazy("Return the city update")
    button = pgettext_lazy("verb", "Return")
    logged = gettext_lazy("Returned the city update to be completed")

    def perform(self) -> str:
        self.row.accepted_at = None
        self.move(UpdateAct.RETURNED)
        mail_partner(self.row, "returned", by=self.by, reason=self.reason)
        return _("Returned. The partner's coordinators were informed.")

    def carry_out(self, *, reason: str = "", **given: Any) -> str:
        return super().carry_out(reason=plain_text(reason), **given)


STEPS = (WriteUpdate, SubmitUpdate, AcceptUpdate, ReturnUpdate, TakeBackUpdate)


class OnUpdates(Action):
    """Staff deal with several updates of a period at once."""

    on = ReportingPeriod
    allowed = frozenset({STAFF})
    form = ChosenUpdatesForm

    waiting: Any

    def get_context(self) -> dict[str, Any]:
        return {"section": "reports", "period": self.row, "rows": self.waiting}


class AcceptUpdates(OnUpdates):
    """Accept those that are chosen, each in the version that was read; one that is refused holds up no other.

    Each has its own entry in the log. `refused` says afterwards which were not accepted, and why.
    """

    key = "updates-accept"
    template = "reports/updates/updates_accept.html"
    title = gettext_lazy("Accept city updates")
    button = gettext_lazy("Accept the ticked ones")
    refused: list[str]

    @cached_property
    def waiting(self) -> dict[str, CityUpdate]:
        """Those that wait, each by its number and the version that the page shows."""
        rows = selectors.update_rows(self.grants, self.row, clock.today())
        return {f"{row.pk}-{row.version}": row for row in rows if row.status == _SUBMITTED}

    def perform(self, *, chosen: Collection[str]) -> str:
        """`chosen` are number and version of each. Raises DomainError where all are refused."""
        rows = {str(row.pk): row for row in self.waiting.values()}
        accepted, self.refused = [], []
        for key in chosen:
            number, _dash, version = key.partition("-")
            if (update := rows.get(number)) is None:
                continue
            name = {"partner": update.participation.partner.name}
            try:
                AcceptUpdate.do(update, by=self.by, grants=self.grants, version=int(version or 0))
            except DomainError as why:
                self.refused.append(_("%(partner)s was not accepted. %(why)s") % (name | {"why": why}))
            else:
                accepted.append(_("%(partner)s is accepted.") % name)
        if not accepted:
            raise DomainError(" ".join(self.refused) or _("Choose at least one update."), field="chosen")
        return " ".join(accepted)

    def get_form_kwargs(self) -> dict[str, Any]:
        numbers = {str(row.pk) for row in self.waiting.values()}
        return {"numbers": numbers, "nothing": _("Choose at least one update.")}


class RemindUpdates(OnUpdates):
    """Write to the coordinators of the partners that are chosen; each is named with what became of it."""

    key = "updates-remind"
    template = "reports/updates/updates_remind.html"
    title = gettext_lazy("Remind cities of their updates")
    button = gettext_lazy("Send the reminders")

    @cached_property
    def waiting(self) -> list[Any]:
        """Who owes an update."""
        return selectors.rows_to_remind(by=self.by, grants=self.grants, period=self.row)

    def perform(self, *, chosen: Collection[str]) -> str:
        """`chosen` are numbers of participations.

        Raises DomainError where the period asks for nothing, or none of the chosen owes an update.
        """
        self.row.check_open()
        rows = [row for row in self.waiting if str(row.participation_id) in chosen]
        if not rows:
            raise DomainError(_("Choose at least one partner whose update is missing."), field="chosen")
        return " ".join(send_reminders(by=self.by, period=self.row, rows=rows))

    def get_form_kwargs(self) -> dict[str, Any]:
        numbers = {str(row.participation_id) for row in self.waiting}
        return {"numbers": numbers, "nothing": _("Choose at least one partner whose update is missing.")}
