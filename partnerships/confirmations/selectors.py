"""Where both sides stand with a text: read for many records at once, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from partnerships.enums import (
    WAITING_CONFIRMATION,
    ConfirmationBy,
    ConfirmationState,
    ConfirmedText,
    Side,
)
from partnerships.models import ActionPlan, AgreedThemes, Closing, Confirmation, Milestone, Pairing

if TYPE_CHECKING:
    from partnerships.models import Confirmed

type Key = tuple[type[Confirmed], int]
_TEXTS: dict[str, type[Confirmed]] = {
    ConfirmedText.AGREED_THEMES: AgreedThemes,
    ConfirmedText.ACTION_PLAN: ActionPlan,
    ConfirmedText.CLOSING: Closing,
}


@dataclass(frozen=True, slots=True)
class SideStanding:
    """One side's word under the current edition of a text.

    `now` is its live confirmation of that edition, `before` the newest one that no longer counts:
    of an earlier edition, or withdrawn.
    """

    side: str
    now: Confirmation | None = None
    before: Confirmation | None = None

    @property
    def state(self) -> str:
        """`requested`, `in-approval`, `confirmed`, `behalf` (confirmed for the side), `voided`, or nothing."""
        if self.now is None:
            return "voided" if self.before else ""
        if self.now.state == ConfirmationState.CONFIRMED and self.now.on_behalf:
            return "behalf"
        return self.now.state

    @property
    def confirmed(self) -> bool:
        """Whether the side's word stands."""
        return self.state in {"confirmed", "behalf"}

    @property
    def mark(self) -> str:
        """How the side's half of the mark is drawn: what it confirmed before is struck until it confirms again."""
        if self.confirmed:
            return self.state
        return "voided" if self.before else ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a text stands: its edition, and each side's word under it."""

    edition: int
    of_eu: SideStanding = SideStanding("eu")
    of_counterpart: SideStanding = SideStanding("counterpart")

    @property
    def sides(self) -> tuple[SideStanding, SideStanding]:
        """Both, EU first, as pages place them."""
        return self.of_eu, self.of_counterpart

    def side(self, side: str) -> SideStanding:
        """One of the two."""
        return self.of_eu if side == Side.EU else self.of_counterpart

    @property
    def eu(self) -> str:
        """The state of the EU side."""
        return self.of_eu.state

    @property
    def counterpart(self) -> str:
        """The state of the counterpart."""
        return self.of_counterpart.state

    @property
    def left(self) -> str:
        """The left half of the mark."""
        return self.of_eu.mark

    @property
    def right(self) -> str:
        """The right half of the mark."""
        return self.of_counterpart.mark

    @property
    def confirmed(self) -> frozenset[str]:
        """The sides whose word stands."""
        return frozenset(one.side for one in self.sides if one.confirmed)

    @property
    def both(self) -> bool:
        """Whether both sides confirmed this edition: only then it counts."""
        return len(self.confirmed) == len(self.sides)

    @property
    def asked(self) -> bool:
        """Whether this edition was asked for, of one side at least, and not withdrawn since."""
        return any(one.now is not None for one in self.sides)

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The sides that were asked and have not confirmed yet."""
        return tuple(one.side for one in self.sides if one.now is not None and one.now.state in WAITING_CONFIRMATION)


def stands(records: Iterable[Confirmed]) -> dict[Key, Standing]:
    """The standing of each record, by (model, key); one query, however many they are and of whatever kinds."""
    return _read({(type(record), record.pk): record.edition for record in records})


def milestone_stands(milestones: Iterable[Milestone]) -> dict[int, Standing]:
    """The standing of each milestone that asks for confirmation, by its key: of its own text or the one it names.

    Two queries, none where no milestone asks.
    """
    asking = [row for row in milestones if row.confirmation == ConfirmationBy.BOTH]
    if not asking:
        return {}
    texts = _texts_of({row.pairing_id for row in asking if row.confirmed_text})
    keys: dict[int, tuple[Key, int]] = {}
    for row in asking:
        if not row.confirmed_text:
            keys[row.pk] = ((Milestone, row.pk), row.edition)
        elif found := texts.get((row.pairing_id, row.confirmed_text)):
            keys[row.pk] = found
    found_standings = _read(dict(keys.values()))
    return {row.pk: found_standings[keys[row.pk][0]] if row.pk in keys else Standing(1) for row in asking}


def _texts_of(pairings: set[int]) -> dict[tuple[int, str], tuple[Key, int]]:
    """The texts of some pairings with their editions, by pairing and name."""
    paths = {name: name.replace("-", "_") for name in _TEXTS}
    columns = [column for path in paths.values() for column in (f"{path}__pk", f"{path}__edition")]
    found: dict[tuple[int, str], tuple[Key, int]] = {}
    for row in Pairing.objects.filter(pk__in=pairings).values("pk", *columns):
        for name, path in paths.items():
            if row[f"{path}__pk"] is not None:
                found[row["pk"], name] = ((_TEXTS[name], row[f"{path}__pk"]), row[f"{path}__edition"])
    return found


def _read(editions: Mapping[Key, int]) -> dict[Key, Standing]:
    wanted: dict[type[Confirmed], list[int]] = defaultdict(list)
    for model, pk in editions:
        if pk is not None:
            wanted[model].append(pk)
    words: dict[Key, list[Confirmation]] = defaultdict(list)
    if wanted:
        kinds = {ContentType.objects.get_for_model(model).pk: model for model in wanted}
        where = Q()
        for kind, model in kinds.items():
            where |= Q(text__content_type=kind, text__object_id__in=wanted[model])
        rows = Confirmation.objects.filter(where).select_related("text", "by").defer("text__body", "text__canonical")
        for row in rows.order_by("-text__edition", "-pk"):
            words[kinds[row.text.content_type_id], row.text.object_id].append(row)
    return {
        key: Standing(edition, *(_side(side, edition, words[key]) for side in ("eu", "counterpart")))
        for key, edition in editions.items()
    }


def _side(side: str, edition: int, words: list[Confirmation]) -> SideStanding:
    now = before = None
    for word in words:
        if word.side != side:
            continue
        live = word.state != ConfirmationState.WITHDRAWN
        if word.text.edition == edition and live:
            now = now or word
        elif word.state in {ConfirmationState.CONFIRMED, ConfirmationState.WITHDRAWN}:
            before = before or word
    return SideStanding(side, now, before)
