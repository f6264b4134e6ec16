"""What partners do with good practices: write them, release them to other strands, ask about them, answer."""

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Language, MailKind
from accounts.mails.services import queue_mail
from accounts.models import User
from core import clock
from core.access import Grants
from core.actions import Action
from core.errors import AlreadyDone, DomainError
from core.models import write_audit
from partnerships.actions import OFFICE
from partnerships.audit_actions import PRACTICE_WRITTEN
from partnerships.enums import InterestKind
from partnerships.matching.actions import EditInterest, OfPartner
from partnerships.matching.forms import PracticeForm, ReleaseForm
from partnerships.matching.models import LONGEST_CONTACT, LONGEST_TEXT, LONGEST_TITLE
from partnerships.models import GoodPractice, Interest, Participation, PracticeQuestion
from partnerships.people.selectors import read_people
from partnerships.translations.selectors import check_either_language, check_length, check_sources, fill, what_differs
from partnerships.workflow import SIDE

TEXTS = tuple(f"{name}_{language}" for name in GoodPractice.BILINGUAL for language in ("en", "ko"))
OPEN, ANSWERED = "open", "answered"


def asks_as(grants: Grants, practice: GoodPractice) -> Participation | None:
    """For which partner of another strand the reader can ask about a practice, in the newest of the strands.

    None where it is not released, and for whoever works for the partner that wrote it.
    """
    asked = practice.interest.participation
    if not practice.is_released or asked.pk in grants.participations:
        return None
    rows = Participation.objects.with_names().filter(pk__in=grants.participations)
    rows = rows.filter(strand__programme_record=asked.strand.programme_record_id).exclude(strand=asked.strand_id)
    return rows.order_by(F("strand__starts_on").desc(nulls_last=True), "pk").first()


class EditPractice(OfPartner):
    """Write or edit the worked example behind an offer; without one yet, its row is the one to come."""

    key = "practice-edit"
    on = GoodPractice
    form = PracticeForm
    title = gettext_lazy("Good practice")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed: %(fields)s")
    undo = "practice-edit"

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        """The sheet of an offer; none of a need. Who sends the form holds the offer, so that nobody writes another."""
        offer = EditInterest.find(grants, words, locked=locked)
        if offer is None or offer.kind != InterestKind.OFFER:
            return None
        return cls._sheet_of(offer, locked=locked) or GoodPractice(interest=offer)

    @classmethod
    def locked(cls, row: GoodPractice) -> GoodPractice:
        offer = EditInterest.locked(row.interest)
        current = cls._sheet_of(offer, locked=True)
        if current is not None and row.pk is None:
            raise AlreadyDone(_("Somebody else has written it meanwhile. Nothing was overwritten; edit it instead."))
        return current or GoodPractice(interest=offer)

    @classmethod
    def _sheet_of(cls, offer: Interest, *, locked: bool) -> GoodPractice | None:
        row: GoodPractice | None = cls.rows(locked=locked).filter(interest=offer).first()
        if row is not None:
            row.interest = offer
        return row

    def check_possible(self) -> None:
        if self.row.interest.kind != InterestKind.OFFER:
            raise DomainError(_("Only an offer can have a good practice, not a need."))

    def perform(self, *, changes: dict[str, Any]) -> str:
        """A title in at least one language, and what is known of the rest. Raises AlreadyDone, DomainError."""
        row, is_new = self.row, self.row.pk is None
        changed = changes if is_new else what_differs(row, changes)
        if not is_new and not changed:
            raise AlreadyDone(_("Nothing was changed."))
        fill(row, changed, fields=frozenset({*TEXTS, "contact", "source"}))
        check_either_language(row, "title")
        for name in (*TEXTS, "contact"):
            most = LONGEST_TITLE if name.startswith("title") else LONGEST_CONTACT if name == "contact" else LONGEST_TEXT
            check_length(name, getattr(row, name), most)
        check_sources(row.source)
        row.save(by=self.by)
        if is_new:
            write_audit(action=PRACTICE_WRITTEN, record=row, by=self.by)
            self.is_logged = True
            return _("Written. Everybody in the strand can read it.")
        self.log(fields=", ".join(sorted(changed)))
        return _("Saved.")

    @property
    def question(self) -> str:
        """Behind which offer."""
        offer = self.row.interest
        return _("A worked example behind the offer of %(partner)s: %(topic)s.") % {
            "partner": offer.participation.partner,
            "topic": offer.topic,
        }

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """What is written first is taken back by nothing."""
        return super().get_undo_values(form) if "seen_version" in form.fields else None

    def get_back_url(self) -> str:
        """The sheet, or the offer while there is none."""
        return str((self.row if self.row.pk else self.row.interest).get_absolute_url())


class ReleaseToStrands(OfPartner):
    """Choose what the other strands of the programme see of a partner: good practices, titles and levels of projects.

    Beside the public release, which is the pairing's. The office gives a reason: it acts in place of the partner.
    """

    key = "partner-release"
    on = Participation
    reason_of = OFFICE
    form = ReleaseForm
    title = gettext_lazy("What other strands see")
    submit_label = gettext_lazy("Save")
    question = gettext_lazy("Whoever takes part in another strand of the programme can read what you tick.")
    logged = gettext_lazy("Changed what other strands see")
    undo = "partner-release"

    def perform(self, *, changes: dict[str, Any], practices: Collection[int]) -> str:
        """`practices` are the keys of all that are released. Raises AlreadyDone."""
        changed = what_differs(self.row, changes)
        rows = GoodPractice.objects.filter(interest__participation=self.row).order_by("pk").select_for_update()
        moved = [row for row in rows if row.is_released != (row.pk in practices)]
        if not changed and not moved:
            raise AlreadyDone(_("Nothing was changed."))
        fill(self.row, changed, fields=frozenset({"releases_projects"}))
        # Also where it is the practices alone: whoever opened the form before hears that it was changed.
        self.row.save(by=self.by)
        for row in moved:
            row.is_released = not row.is_released
            row.save(by=self.by)
        return _("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = GoodPractice.objects.filter(interest__participation=self.row).order_by("interest__topic__position", "pk")
        return {"record": self.row, "practices": list(rows), "must_give_reason": self.needs_reason}


class AskPractice(Action):
    """Ask the partner of another strand about a good practice, by mail; the question is kept with the practice.

    One that waits for an answer is not asked again for the same partner.
    """

    key = "practice-ask"
    on = GoodPractice
    allowed = frozenset({SIDE})
    title = button = gettext_lazy("Ask about it")
    question = gettext_lazy("They get your name and e-mail address by mail, and answer you directly.")
    logged = gettext_lazy("Asked about the good practice")

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        """Also of another strand that has released it."""
        where = {path: words[word] for word, path in GoodPractice.ADDRESS.items()}
        rows = cls.rows(locked=locked).filter(pk__in=GoodPractice.objects.readable_by(grants).values("pk"))
        return rows.filter(**where).first()

    @property
    def actors(self) -> frozenset[str]:
        """A coordinator of another strand; not whoever works for the partner that wrote it."""
        return frozenset({SIDE}) if asks_as(self.grants, self.row) else frozenset()

    def check_possible(self) -> None:
        asking = asks_as(self.grants, self.row)
        if PracticeQuestion.objects.filter(practice=self.row, participation=asking, answered_on=None).exists():
            raise AlreadyDone(_("Your city has asked already, and waits for the answer."))
        if not self._asked():
            raise DomainError(_("Nobody works for this city in the portal any more. Write to whom the practice names."))

    def _asked(self) -> list[User]:
        side = self.row.interest.participation_id
        return read_people([side], clock.today()).of_side(side)

    def perform(self) -> str:
        """The mail is in the languages of the strand that is asked, its reader's own first."""
        asking, strand = asks_as(self.grants, self.row), self.row.strand
        self.added = PracticeQuestion(practice=self.row, participation=asking, asked_by=self.by)
        self.added.save(by=self.by)
        for person in self._asked():
            others = {Language.ENGLISH.value, strand.second_language} & set(Language.values) - {
                "",
                person.mail_language,
            }
            queue_mail(
                to=person,
                kind=MailKind.PRACTICE_ASKED,
                key=f"{MailKind.PRACTICE_ASKED}:{self.added.pk}:{person.pk}",
                template="practice_asked",
                context={
                    "practice": self.row,
                    "asking": asking,
                    "by": self.by,
                    "languages": [person.mail_language, *sorted(others)],
                    "link": f"{settings.BASE_URL}{self.added.get_absolute_url()}",
                },
            )
        partner = self.row.interest.participation.partner
        return _("%(partner)s was asked by mail.") % {"partner": partner}

    def get_done_url(self) -> str:
        return self.get_back_url()


class OnQuestion(OfPartner):
    """An action on a question, by the partner that is asked."""

    on = PracticeQuestion

    @property
    def state(self) -> str:
        return ANSWERED if self.row.answered_on else OPEN

    @property
    def question(self) -> str:
        """Who asks."""
        return _("%(partner)s asks about this good practice.") % {"partner": self.row.participation.partner}

    def check_possible(self) -> None:
        if self.state == self.target:
            raise AlreadyDone(_("Nothing was changed."))


class AnswerQuestion(OnQuestion):
    """Note that a question was answered, by mail or by telephone."""

    key = "question-answer"
    target = ANSWERED
    title = button = gettext_lazy("Mark as answered")
    logged = gettext_lazy("Answered a question about the good practice")
    undo = "question-reopen"

    def perform(self) -> str:
        self.row.answered_on = clock.today()
        self.row.save(by=self.by)
        return str(self.row.state_label)


class ReopenQuestion(OnQuestion):
    """It is not answered yet."""

    key = "question-reopen"
    target = OPEN
    title = button = gettext_lazy("Mark as not answered")
    logged = gettext_lazy("A question about the good practice is open again")
    undo = "question-answer"

    def perform(self) -> str:
        if PracticeQuestion.objects.filter(
            practice=self.row.practice_id, participation=self.row.participation_id, answered_on=None
        ).exists():
            raise DomainError(_("The same city has asked again meanwhile: that question is open."))
        self.row.answered_on = None
        self.row.save(by=self.by)
        return str(self.row.state_label)
