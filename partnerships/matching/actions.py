"""What partners do with needs and offers, and the project that a match starts."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core.access import Grants
from core.actions import Action
from core.errors import AlreadyDone, DomainError
from core.folding import ByName
from partnerships.actions import JOINT, StartsProject, lock_strand
from partnerships.enums import InterestKind, Side
from partnerships.matching.forms import InterestAddForm, InterestEditForm, MatchStartForm, TopicTaken
from partnerships.matching.matches import as_text, found_by, reason_of
from partnerships.matching.models import LONGEST_NOTE, WEIGHTS
from partnerships.models import Interest, Pairing, Participation, Project, Theme
from partnerships.rules import may_edit_plan
from partnerships.translations.selectors import check_length, fill, what_differs

_NEED, _OFFER = InterestKind
_KINDS = {"kind": dict(InterestKind.choices)}
STATED, WITHDRAWN = "stated", "withdrawn"


def _write(row: Interest, values: dict[str, Any]) -> None:
    """Set note and weight. Raises DomainError with the field at fault."""
    fill(row, values, fields=frozenset({"weight", "note_en", "note_ko"}))
    if row.weight is not None and row.weight not in WEIGHTS:
        raise DomainError(_("The weight is a number from 1 to 3."), field="weight")
    for name in ("note_en", "note_ko"):
        check_length(name, getattr(row, name), LONGEST_NOTE)


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
    form = InterestAddForm
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
            if not self._adds_topics:
                words.append(_("Ask the programme staff or an administrator to add them to its thematic areas."))
            raise DomainError(" ".join(words))

    @property
    def _adds_topics(self) -> bool:
        return may_edit_plan(self.grants, self.row.strand)

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "adds_topics": self._adds_topics}

    def perform(self, *, values: dict[str, Any]) -> str:
        """`values` holds topic, kind and perhaps weight (1 to 3), note_en and note_ko.

        Raises DomainError with the field at fault: no topic of the strand, or stated already.
        """
        values = dict(values)
        topic: Theme | None = values.pop("topic", None)
        kind = values.pop("kind", "")
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
        if known is not None:
            RestateInterest(row, by=self.by, grants=self.grants).carry_out(values=values)
            self.is_logged = True
        else:
            _write(row, values)
            row.save(by=self.by)
            self.log(kind=row.kind)
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


class EditInterest(OnNeedOrOffer):
    """Change note and weight; topic and kind are what it is, another one is stated anew."""

    key = "interest-edit"
    form = InterestEditForm
    titles: dict[str, Any] = {_NEED: gettext_lazy("Edit a need"), _OFFER: gettext_lazy("Edit an offer")}
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed: %(fields)s")
    undo = "interest-edit"

    def check_possible(self) -> None:
        if self.row.withdrawn_on:
            raise DomainError(_("It is withdrawn. First enter it again."))

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises AlreadyDone, DomainError with the field at fault."""
        changed = what_differs(self.row, changes)
        if not changed:
            raise AlreadyDone(_("Nothing was changed."))
        _write(self.row, changed)
        self.row.save(by=self.by)
        self.log(fields=", ".join(sorted(changed)))
        return _("Saved.")


class WithdrawInterest(OnNeedOrOffer):
    """It no longer holds: it leaves the matching, and keeps its note, its good practice and its history."""

    key = "interest-withdraw"
    target = WITHDRAWN
    titles: dict[str, Any] = {
        _NEED: gettext_lazy("Withdraw a need"),
        _OFFER: gettext_lazy("Withdraw an offer"),
    }
    button = pgettext_lazy("need or offer", "Withdraw")
    danger = True
    logged = gettext_lazy("%(kind)s withdrawn")
    undo = "interest-restate"

    def check_possible(self) -> None:
        if self.state == self.target:
            raise AlreadyDone(_("It is already withdrawn."))

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
    titles: dict[str, Any] = {
        _NEED: gettext_lazy("Enter a need again"),
        _OFFER: gettext_lazy("Enter an offer again"),
    }
    button = pgettext_lazy("need or offer", "Enter it again")
    logged = gettext_lazy("%(kind)s entered again")
    undo = "interest-withdraw"

    def check_possible(self) -> None:
        if self.state == self.target:
            raise AlreadyDone(_("It is already entered."))

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
    form = MatchStartForm
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
        pairing.need, pairing.offer = need, offer = rows[keys[0]], rows[keys[1]]
        self._check(need, offer)
        if not another and self._projects_on(offer).exists():
            raise TopicTaken
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
        meets = need.topic_id == offer.topic_id or (
            need.topic.parent_id is not None and need.topic.parent_id == offer.topic.parent_id
        )
        fits = (need.kind, offer.kind) == (_NEED, _OFFER)
        here = {need.participation.strand_id, offer.participation.strand_id} == {self.row.strand_id}
        if not (meets and fits and here and len(two) == len(sides) and two & sides):
            raise DomainError(_("This need and this offer do not meet in this pairing."))

    @cached_property
    def existing(self) -> list[Project]:
        """What the pairing has on the topic already."""
        return list(self._projects_on(self.row.offer))

    def _projects_on(self, offer: Interest) -> QuerySet[Project]:
        return Project.objects.filter(pairing=self.row, topic=offer.topic_id).with_names().order_by(ByName(), "code")

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
