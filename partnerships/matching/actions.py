"""What partners do with needs, offers and the good practices behind them, and the project that a match starts."""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from accounts.enums import Language, MailKind
from accounts.mails.services import queue_mail
from accounts.models import User
from core import clock
from core.access import Grants
from core.actions import Action
from core.errors import AlreadyDone, DomainError
from core.folding import ByName
from core.models import write_audit
from partnerships.actions import JOINT, OFFICE, Edits, StartsProject, lock_strand
from partnerships.audit_actions import PRACTICE_WRITTEN
from partnerships.enums import SIDE, InterestKind, Side
from partnerships.matching import forms
from partnerships.matching.models import LONGEST_CONTACT, LONGEST_NOTE, LONGEST_TEXT, LONGEST_TITLE, WEIGHTS
from partnerships.matching.selectors import as_text, asks_as, found_by, reason_of
from partnerships.models import GoodPractice, Interest, Pairing, Participation, PracticeQuestion, Project, Theme
from partnerships.people.selectors import read_people
from partnerships.rules import may_edit_plan
from partnerships.translations import selectors as texts

_NEED, _OFFER = InterestKind
_KINDS = {"kind": dict(InterestKind.choices)}
STATED, WITHDRAWN = "stated", "withdrawn"


def _write(row: Interest, values: dict[str, Any]) -> None:
    """Set note and weight. Raises DomainError with the field at fault."""
    texts.fill(row, values, fields=frozenset({"weight", "note_en", "note_ko"}))
    if row.weight is not None and row.weight not in WEIGHTS:
        raise DomainError(_("The weight is a number from 1 to 3."), field="weight")
    for name in ("note_en", "note_ko"):
        texts.check_length(name, getattr(row, name), LONGEST_NOTE)


class OfPartner(Action):
    """An action on what a partner needs and offers: for its own coordinators and the office."""

    allowed = JOINT

    def get_context(self) -> dict[str, Any]:
        return {"section": "partners"}


class AddInterest(OfPartner):
    """State a need or an offer; `?kind=offer` and `?topic=` propose which.

    What the partner has withdrawn before is stated again with the new note, so that it keeps its history.
    """

    key = "interest-add"
    on = Participation
    form = forms.InterestAddForm
    title = gettext_lazy("Enter a need or an offer")
    refused_template = "partnerships/matching/no_topics.html"
    submit_label = pgettext_lazy("need or offer", "Save")
    logged = gettext_lazy("%(kind)s entered")
    log_labels: dict[str, Any] = _KINDS
    undo = "interest-withdraw"

    def check_possible(self) -> None:
        """Refuse a strand without topics, and name who adds them."""
        if not Theme.objects.filter(strand=self.row.strand_id, parent__isnull=False).exists():
            words = [_("Needs and offers are entered by topic, and this strand has no topics yet.")]
            if not may_edit_plan(self.grants, self.row.strand):
                words.append(_("Ask the programme staff or an administrator to add them to its thematic areas."))
            raise DomainError(" ".join(words))

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "adds_topics": may_edit_plan(self.grants, self.row.strand)}

    def perform(self, *, values: dict[str, Any]) -> str:
        """`values` holds topic, kind and perhaps weight (1 to 3), note_en and note_ko.

        Raises DomainError with the field at fault: no topic of the strand, or stated already.
        """
        values = dict(values)
        topic, kind = values.pop("topic", None), values.pop("kind", "")
        if topic is None or topic.strand_id != self.row.strand_id:
            raise DomainError(_("Choose a topic of the strand."), field="topic")
        if topic.parent_id is None:
            raise DomainError(_("This is a thematic area. Choose one of its topics."), field="topic")
        if kind not in InterestKind.values:
            raise DomainError(_("Choose need or offer."), field="kind")
        known = Interest.objects.filter(participation=self.row, topic=topic, kind=kind).first()
        if known is not None and known.withdrawn_on is None:
            raise DomainError(_("This is already entered. Edit it instead."), field="topic")
        self.added = row = known or Interest(topic=topic, kind=kind)
        row.participation, row.topic = self.row, topic
        if known is None:
            _write(row, values)
            row.save(by=self.by)
            self.log(kind=row.kind)
        else:
            RestateInterest(row, by=self.by, grants=self.grants).carry_out(values=values)
            self.is_logged = True
        return _("Entered. The matching page shows its matches.")

    @property
    def question(self) -> str:
        """Whose it is."""
        return _("For %(partner)s.") % {"partner": self.row.partner}

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {"strand": self.row.strand}

    def get_initial(self) -> dict[str, Any]:
        """What the address proposes."""
        return {"kind": self.asked.get("kind", _NEED), "topic": self.asked.get("topic", "")}


class OnNeedOrOffer(OfPartner):
    """An action on one need or offer."""

    on = Interest
    titles: dict[str, Any]
    log_labels: dict[str, Any] = _KINDS

    @property
    def state(self) -> str:
        return WITHDRAWN if self.row.withdrawn_on else STATED

    @property
    def title(self) -> str:
        """By what it is: a need or an offer."""
        return str(self.titles[self.row.kind])

    @property
    def question(self) -> str:
        """Which one."""
        return _("%(partner)s: %(topic)s (%(kind)s).") % {
            "partner": self.row.participation.partner,
            "topic": self.row.topic,
            "kind": self.row.get_kind_display(),
        }


class EditInterest(Edits, OnNeedOrOffer):
    """Change note and weight; topic and kind are what it is, another one is stated anew."""

    key = "interest-edit"
    form = forms.InterestEditForm
    titles: dict[str, Any] = {_NEED: gettext_lazy("Edit a need"), _OFFER: gettext_lazy("Edit an offer")}
    logged = gettext_lazy("Changed: %(fields)s")
    undo = "interest-edit"

    def check_possible(self) -> None:
        if self.row.withdrawn_on:
            raise DomainError(_("It is withdrawn. First enter it again."))

    def write(self, changed: dict[str, Any]) -> None:
        _write(self.row, changed)


class WithdrawInterest(OnNeedOrOffer):
    """It no longer holds: it leaves the matching, and keeps its note, its good practice and its history."""

    key = "interest-withdraw"
    target = WITHDRAWN
    titles: dict[str, Any] = {_NEED: gettext_lazy("Withdraw a need"), _OFFER: gettext_lazy("Withdraw an offer")}
    button = pgettext_lazy("need or offer", "Withdraw")
    danger = True
    already = gettext_lazy("It is already withdrawn.")
    logged = gettext_lazy("%(kind)s withdrawn")
    undo = "interest-restate"

    def perform(self) -> str:
        self.row.withdrawn_on = clock.today()
        self.row.save(by=self.by)
        self.log(kind=self.row.kind)
        return _("Withdrawn. You can enter it again.")

    def get_consequences(self) -> list[str]:
        return [_("It leaves the matching and the exports. Its history stays, and it can be entered again.")]


class RestateInterest(OnNeedOrOffer):
    """State again what was withdrawn, as it stood, or with what is said of it now."""

    key = "interest-restate"
    target = STATED
    titles: dict[str, Any] = {_NEED: gettext_lazy("Enter a need again"), _OFFER: gettext_lazy("Enter an offer again")}
    button = pgettext_lazy("need or offer", "Enter it again")
    already = gettext_lazy("It is already entered.")
    logged = gettext_lazy("%(kind)s entered again")
    undo = "interest-withdraw"

    def perform(self, *, values: Mapping[str, Any] | None = None) -> str:
        """Raises DomainError with the field at fault."""
        _write(self.row, dict(values or {}))
        self.row.withdrawn_on = None
        self.row.save(by=self.by)
        self.log(kind=self.row.kind)
        return _("Entered again.")

    def get_consequences(self) -> list[str]:
        return [_("It is matched again.")]


class StartProject(StartsProject):
    """Start a project on the topic that is offered, in a pairing of one of the two partners.

    It is named after the topic. The side with the need leads, because the problem and the place to try a solution
    are there; where the need comes from outside, the pairing's own side does. Whoever of the two is outside the
    pairing is a further partner. The reason of the match is the evidence of the first level. The pairing that `find`
    gives has `need` and `offer` of the address.
    """

    key = "match-start"
    on = Pairing
    form = forms.MatchStartForm
    template = "partnerships/matching/match_start.html"

    @classmethod
    def lock_before(cls, rows: QuerySet[Any]) -> None:
        """One at a time in a strand, so that two people do not start the same."""
        lock_strand(rows)

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        """The pairing, with the need and the offer of its strand."""
        pairing = super().find(grants, words, locked=locked)
        if pairing is None:
            return None
        rows = Interest.objects.visible_to(grants).with_names().filter(participation__strand=pairing.strand_id)
        pairing.need, pairing.offer = (rows.filter(kind=kind, pk=words[kind]).first() for kind in (_NEED, _OFFER))
        return pairing if pairing.need and pairing.offer else None

    def perform(
        self,
        *,
        values: Mapping[str, Any] | None = None,
        another: bool = False,
        need: Interest | None = None,
        offer: Interest | None = None,
    ) -> str:
        """Raises TopicTaken unless `another` is wanted, DomainError where the two do not meet (any more)."""
        pairing, keys = self.row, [one.pk for one in (need or self.row.need, offer or self.row.offer)]
        # As they stand now: the page may be older.
        rows = Interest.objects.with_names().in_bulk(keys)
        pairing.need, pairing.offer = need, offer = [rows[key] for key in keys]
        self._check(need, offer)
        if not another and self.existing:
            raise forms.TopicTaken
        self.added = self.start(values or {}, found=found_by(need, offer))
        return _("The project is started. Next, describe it and enter who takes part.")

    @property
    def proposal(self) -> dict[str, Any]:
        pairing, need, offer = self.row, self.row.need, self.row.offer
        sides = {pairing.eu_id: Side.EU, pairing.counterpart_id: Side.COUNTERPART}
        lead = sides.get(need.participation_id) or sides[offer.participation_id]
        outside = [one.participation for one in (need, offer) if one.participation_id not in sides]
        return {
            "title_en": offer.topic.name_en,
            "title_ko": offer.topic.name_ko,
            "topic": offer.topic,
            "lead": lead.value,
            "partners": [*super().proposal["partners"], *outside],
        }

    def _check(self, need: Interest, offer: Interest) -> None:
        if need.withdrawn_on or offer.withdrawn_on:
            raise DomainError(_("The need or the offer was withdrawn meanwhile. Nothing was started."))
        sides = {self.row.eu_id, self.row.counterpart_id}
        two = {need.participation_id, offer.participation_id}
        meets = need.topic_id == offer.topic_id or need.topic.parent_id == offer.topic.parent_id is not None
        fits = (need.kind, offer.kind) == (_NEED, _OFFER)
        here = {need.participation.strand_id, offer.participation.strand_id} == {self.row.strand_id}
        if not (meets and fits and here and len(two) == len(sides) and two & sides):
            raise DomainError(_("This need and this offer do not meet in this pairing."))

    @cached_property
    def existing(self) -> list[Project]:
        """What the pairing has on the topic already."""
        rows = Project.objects.filter(pairing=self.row, topic=self.row.offer.topic_id)
        return list(rows.with_names().order_by(ByName(), "code"))

    @property
    def submit_label(self) -> str:
        """One more is named as such."""
        return _("Start another one") if self.existing else _("Start the project")

    @property
    def question(self) -> str:
        """Why it is worth it."""
        return as_text(reason_of(self.row.need, [self.row.offer], self.row.offer.participation.partner))

    def get_initial(self) -> dict[str, Any]:
        """Whoever reads what is there already means one more."""
        return {"another": bool(self.existing)}

    def get_context(self) -> dict[str, Any]:
        return {"section": "matching", "existing": self.existing}


# Good practices.

TEXTS = tuple(f"{name}_{language}" for name in GoodPractice.BILINGUAL for language in ("en", "ko"))
OPEN, ANSWERED = "open", "answered"


class EditPractice(OfPartner):
    """Write or edit the worked example behind an offer; without one yet, its row is the one to come."""

    key = "practice-edit"
    on = GoodPractice
    form = forms.PracticeForm
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
        changed = changes if is_new else texts.real_changes(row, changes)
        texts.fill(row, changed, fields=frozenset({*TEXTS, "contact", "source"}))
        texts.check_either_language(row, "title")
        for name in (*TEXTS, "contact"):
            most = LONGEST_TITLE if name.startswith("title") else LONGEST_CONTACT if name == "contact" else LONGEST_TEXT
            texts.check_length(name, getattr(row, name), most)
        texts.check_sources(row.source)
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
    form = forms.ReleaseForm
    title = gettext_lazy("What other strands see")
    submit_label = gettext_lazy("Save")
    question = gettext_lazy("Whoever takes part in another strand of the programme can read what you tick.")
    logged = gettext_lazy("Changed what other strands see")
    undo = "partner-release"

    def perform(self, *, changes: dict[str, Any], practices: Collection[int]) -> str:
        """`practices` are the keys of all that are released. Raises AlreadyDone."""
        changed = texts.what_differs(self.row, changes)
        rows = GoodPractice.objects.filter(interest__participation=self.row).order_by("pk").select_for_update()
        moved = [row for row in rows if row.is_released != (row.pk in practices)]
        if not changed and not moved:
            raise AlreadyDone(_("Nothing was changed."))
        texts.fill(self.row, changed, fields=frozenset({"releases_projects"}))
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
            others = {Language.ENGLISH.value, strand.second_language} & set(Language.values)
            others -= {"", person.mail_language}
            context = {
                "practice": self.row,
                "asking": asking,
                "by": self.by,
                "languages": [person.mail_language, *sorted(others)],
                "link": f"{settings.BASE_URL}{self.added.get_absolute_url()}",
            }
            kind = MailKind.PRACTICE_ASKED
            key = f"{kind}:{self.added.pk}:{person.pk}"
            queue_mail(to=person, kind=kind, key=key, template="practice_asked", context=context)
        return _("%(partner)s was asked by mail.") % {"partner": self.row.interest.participation.partner}

    def get_done_url(self) -> str:
        return self.get_back_url()


class OnQuestion(OfPartner):
    """An action on a question, by the partner that is asked."""

    on = PracticeQuestion
    already = gettext_lazy("Nothing was changed.")

    @property
    def state(self) -> str:
        return ANSWERED if self.row.answered_on else OPEN

    @property
    def question(self) -> str:
        """Who asks."""
        return _("%(partner)s asks about this good practice.") % {"partner": self.row.participation.partner}

    def perform(self) -> str:
        self.row.answered_on = clock.today() if self.target == ANSWERED else None
        self.row.save(by=self.by)
        return str(self.row.state_label)


class AnswerQuestion(OnQuestion):
    """Note that a question was answered, by mail or by telephone."""

    key = "question-answer"
    target = ANSWERED
    title = button = gettext_lazy("Mark as answered")
    logged = gettext_lazy("Answered a question about the good practice")
    undo = "question-reopen"


class ReopenQuestion(OnQuestion):
    """It is not answered yet."""

    key = "question-reopen"
    target = OPEN
    title = button = gettext_lazy("Mark as not answered")
    logged = gettext_lazy("A question about the good practice is open again")
    undo = "question-answer"

    def perform(self) -> str:
        place = {"practice": self.row.practice_id, "participation": self.row.participation_id}
        if PracticeQuestion.objects.filter(**place, answered_on=None).exists():
            raise DomainError(_("The same city has asked again meanwhile: that question is open."))
        return super().perform()
