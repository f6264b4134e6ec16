"""What all actions below a strand and below a pairing have alike."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy

from core import clock
from core.access import Grants
from core.act_forms import ReasonForm
from core.actions import Action
from core.errors import DomainError
from partnerships.confirmations.selectors import lost_sentences
from partnerships.enums import ADMINISTRATOR, SIDE, STAFF
from partnerships.models import Project, Strand
from partnerships.programmes.selectors import next_step, set_up_steps
from partnerships.projects.forms import ProjectStartForm
from partnerships.projects.services import add_project
from partnerships.translations.selectors import real_changes

OFFICE = frozenset({STAFF, ADMINISTRATOR})
# Whoever works on what is joint in a pairing.
JOINT = frozenset({SIDE}) | OFFICE


def acts_across(grants: Grants, pairing: Any, side: str) -> bool:
    """Whether the reader works for one side of a pairing, and `side` is the other one."""
    return bool(side) and pairing.side_of(grants) not in ("", side)


def lock_strand(pairings: QuerySet[Any]) -> None:
    """One at a time in the strand of a pairing."""
    Strand.objects.select_for_update(of=("self",), no_key=True).filter(pairings__in=pairings).order_by("pk").first()


class VoidsConfirmations(Action):
    """An edit of what both sides confirm: what it costs is said before the button."""

    @cached_property
    def lost(self) -> list[str]:
        """The confirmations that another text voids, each in words; to be read before it is saved."""
        return lost_sentences(self.row)

    def get_consequences(self) -> list[str]:
        return self.lost

    def saved(self, names: Iterable[str]) -> str:
        """The message, of the fields that are about to be saved."""
        voids = self.lost and not set(self.row.CONFIRMED_FIELDS).isdisjoint(names)
        return _("Saved. Both sides must confirm it again.") if voids else _("Saved.")


class PairingAction(Action):
    """An action on a pairing or on a record of one, while the pairing goes on; for both sides and the office."""

    allowed: frozenset[str] = JOINT

    @classmethod
    def where(cls, words: Mapping[str, Any]) -> dict[str, Any]:
        """Of what may lie in a strand alone, as its address says."""
        if "pairing" in words or "pairing" not in cls.on.ADDRESS:
            return super().where(words)
        word, path = list(cls.on.ADDRESS.items())[-1]
        return {"pairing": None, "strand__code": words["strand"], path: words[word]}

    def check_possible(self) -> None:
        """Refuse what belongs to a pairing that is over, then by the row's state."""
        if self.row.pairing is not None:
            self.row.pairing.check_open()
        super().check_possible()

    def notice_to(self, side: str) -> list[str]:
        """What is read before one side does what the other has promised or wants: it is told."""
        pairing = self.row.pairing
        if not acts_across(self.grants, pairing, side):
            return []
        partners = dict(pairing.partners)
        words = {"partner": partners[side].name, "own": partners[pairing.side_of(self.grants)].name}
        return [_("%(partner)s is informed that %(own)s did this.") % words]


class Edits(Action):
    """Changes what is written of its row: `write` sets the fields that differ, and refuses what is wrong with them."""

    submit_label: Any = gettext_lazy("Save")
    write: Callable[[dict[str, Any]], None]

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises AlreadyDone, DomainError with the field at fault."""
        changed = real_changes(self.row, changes)
        self.write(changed)
        self.row.save(by=self.by)
        self.log(fields=", ".join(sorted(changed)))
        return _("Saved.")


class Withdraws(Action):
    """Takes its row back for a reason that stays with it."""

    reason_of = JOINT
    form: Any = ReasonForm
    danger = True
    done: Any = gettext_lazy("Withdrawn. You can bring it back.")

    def perform(self) -> str:
        self.row.withdrawn_at, self.row.withdrawn_reason = clock.now(), self.reason
        self.row.save(by=self.by)
        return str(self.done)


class Restores(Action):
    """Brings its row back, which was withdrawn."""

    done: Any = gettext_lazy("Brought back.")

    def perform(self) -> str:
        self.row.withdrawn_at, self.row.withdrawn_reason = None, ""
        self.row.save(by=self.by)
        return str(self.done)


class StartsProject(PairingAction):
    """An action from which a project begins: one sheet asks its name, its topic and who takes part.

    It lies in the row's pairing where both of its partners take part, else in the strand, outside of pairings.
    `proposal` says what the sheet is filled with, and what one click takes. What adds the project writes the log.
    """

    form: Any = ProjectStartForm
    title: Any = gettext_lazy("Start a project")
    submit_label: Any = gettext_lazy("Start the project")
    undo = "project-remove"

    @property
    def proposal(self) -> dict[str, Any]:
        """Fields of the project, and its `partners`."""
        return {"partners": [self.row.pairing.eu, self.row.pairing.counterpart]}

    def start(
        self, values: Mapping[str, Any], evidence: str = "", found: Sequence[tuple[str, dict[str, Any]]] = ()
    ) -> Project:
        """Add it, as it is proposed where `values` say nothing else. Raises DomainError with the field at fault."""
        given, pairing = {**self.proposal, **values}, self.row.pairing
        sides, partners = {pairing.eu_id, pairing.counterpart_id}, given.pop("partners")
        keys = {one.pk for one in partners}
        if not OFFICE & self.actors and self.grants.participations.isdisjoint(keys):
            raise DomainError(_("Choose your own city, too."), field="partners")
        given.setdefault("further", [one for one in partners if one.pk not in sides or not sides <= keys])
        by, grants, apart = self.by, self.grants, not sides <= keys
        return add_project(
            by=by, grants=grants, pairing=pairing, apart=apart, values=given, evidence=evidence, found=found
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"strand": self.row.pairing.strand, "proposal": self.proposal}


class SetUpStep(Action):
    """A step of setting up a strand, which can be taken at any later time as well; it leads to the next one."""

    on = Strand
    allowed = OFFICE
    listed: str  # the page to which it adds

    def get_done_url(self) -> str:
        return next_step(self.row, self.get_back_url())

    def get_back_url(self) -> str:
        return str(self.row.address_of(self.listed))

    def get_context(self) -> dict[str, Any]:
        return {"section": "strand", "set_up": set_up_steps(self.row), "step": f"partnerships:{self.key}"}
