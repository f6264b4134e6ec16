"""What is read of texts and their confirmations: which there are, where both sides stand, whose turn it is."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any
from unicodedata import normalize

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Exists, OuterRef, QuerySet, When
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, pgettext

from core import clock
from core.access import Grants
from core.flat_rows import prepared
from core.formats import format_date, format_period, format_signer
from core.periods import Period
from core.texts import LANGUAGES, Piece, compare_texts, writer_language
from partnerships.confirmations.models import TextLine, in_order
from partnerships.enums import WAITING_CONFIRMATION, ConfirmationBy, ConfirmationState, ConfirmedText, Side
from partnerships.models import (
    ActionPlan,
    AgreedThemes,
    Closing,
    Confirmation,
    Confirmed,
    Milestone,
    Pairing,
    TextEdition,
    text_model,
    text_models,
)
from partnerships.rules import may_read_draft, may_view_text


@dataclass(frozen=True)
class Part:
    """A part of a text under its own heading: in one or two languages, or a list.

    `lines` are those of `_line`; `head` is above them where they have sides and days, and so are a table. Where it was
    compared with an older edition and has changed, its lines say so by `change`, its texts are `compared` by language.
    """

    name: str
    label: str
    texts: dict[str, str] = field(default_factory=dict)
    lines: list[dict[str, Any]] | None = None
    head: str = ""
    is_changed: bool = False
    compared: list[tuple[str, list[Piece]]] = field(default_factory=list)

    @property
    def is_table(self) -> bool:
        """Whether its lines say whose they are, or until when."""
        return any(line["side"] or line["until"] for line in self.lines or [])

    @cached_property
    def languages(self) -> list[tuple[str, str]]:
        """What is written, by language, the reader's first."""
        return in_order(self.texts)


def text_name(record: Any) -> str:
    """What a record is called within its pairing: a text that the pairing has once by its kind, else by its name."""
    fields = record._meta.fields if isinstance(record, Confirmed) else ()
    once = any(field.name == "pairing" and field.one_to_one for field in fields)
    return record.kind_name() if once else str(record)


def kind_beside(kind: str, name: str) -> str:
    """The kind of a record, to stand beside its name; nothing where the name says it."""
    return "" if name.startswith(kind) else kind


def parts_of(model: type[Confirmed], pairing: Pairing, body: dict[str, Any]) -> list[Part]:
    """A text of a kind, frozen or not, as its parts in order; a pair of languages is one part."""
    parts: list[Part] = []
    for name, value in sorted(body.items(), key=_place_in(model)):
        stem = name.removesuffix("_en")
        if isinstance(value, list):
            lines = [_line(model, pairing, line) for line in model.lines_of(name, value)]
            label = model.part_label(name, pairing)
            parts.append(Part(name, label, lines=lines, head=str(model.LINE_HEADS.get(name, label))))
        elif stem != name:
            texts = {language: body.get(f"{stem}_{language}", "") for language in LANGUAGES}
            written = {language: text for language, text in texts.items() if text}
            parts.append(Part(stem, model.part_label(stem, pairing), written))
        elif not name.endswith("_ko"):
            text = str(value or "")
            parts.append(Part(name, model.part_label(name, pairing), {writer_language(text): text} if text else {}))
    return parts


def _place_in(model: type[Confirmed]) -> Callable[[tuple[str, Any]], int]:
    """The title, then the fields in the model's order, then what was frozen with them: PostgreSQL keeps no order."""
    titles = [name for name in ("title_en", "title_ko") if name not in model.CONFIRMED_FIELDS]
    places = {name: place for place, name in enumerate([*titles, *model.CONFIRMED_FIELDS])}
    return lambda item: places.get(item[0], len(places))


def _line(model: type[Confirmed], pairing: Pairing, line: TextLine, label: str = "") -> dict[str, Any]:
    """A line with its `name` in the reader's language where that is written, and in the `other` where there are two.

    `more` are its further texts, each under its own `label`.
    """
    (language, name), (other_language, other) = [*in_order(line.words), ("", ""), ("", "")][:2]
    names = [str(partner.name) for side, partner in pairing.partners if line.side in (side, "both")]
    return {
        "name": name,
        "language": language,
        "other": other,
        "other_language": other_language,
        "side": line.side,
        "who": ", ".join(names),
        "until": format_period(Period.parse(line.until)) if line.until else "",
        "label": label,
        "more": [
            _line(model, pairing, TextLine(words), model.part_label(stem, pairing)) for stem, words in line.more.items()
        ],
    }


def marked(older: Sequence[Part], newer: Sequence[Part]) -> list[Part]:
    """The newer parts with what changed since the older ones marked in them: words of a text, lines of a list."""
    was = {part.name: part for part in older}
    return [_marked(was.get(part.name, Part(part.name, part.label)), part) for part in newer]


def _marked(old: Part, new: Part) -> Part:
    if new.lines is None:
        written = in_order(old.texts | new.texts)
        compared = [(one, compare_texts(old.texts.get(one, ""), new.texts.get(one, ""))) for one, _text in written]
        is_changed = any(kind != "same" for _language, pieces in compared for kind, _text in pieces)
        return replace(new, is_changed=is_changed, compared=compared if is_changed else [])
    lines = _marked_lines(old.lines or [], new.lines)
    return replace(new, is_changed=any("change" in line for line in lines), lines=lines)


def _marked_lines(older: list[dict[str, Any]], newer: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newer lines, and those that are gone in their places; one whose day alone is another has the day `before`."""
    matcher = SequenceMatcher(None, [_texts(line) for line in older], [_texts(line) for line in newer])
    changes = [one for one in matcher.get_opcodes() if one[0] != "equal"]
    gone = {_texts(line)[:-1]: line["until"] for _kind, start, end, *_new in changes for line in older[start:end]}
    come = {_texts(line)[:-1]: line["until"] for *_old, start, end in changes for line in newer[start:end]}
    moved = {words: until for words, until in gone.items() if come.get(words, until) != until}
    lines: list[dict[str, Any]] = []
    for kind, old_start, old_end, start, end in matcher.get_opcodes():
        if kind == "equal":
            lines += newer[start:end]
            continue
        lines += [line | {"change": "removed"} for line in older[old_start:old_end] if _texts(line)[:-1] not in moved]
        for line in newer[start:end]:
            before = moved.get(_texts(line)[:-1])
            lines.append(line | ({"change": "added"} if before is None else {"change": "moved", "before": before}))
    return lines


def _texts(line: dict[str, Any]) -> tuple[str, ...]:
    """A line as its reader tells it from another, its day last."""
    words = line["who"], line["name"], *(f"{one['label']}: {one['name']}" for one in line["more"]), line["until"]
    return tuple(normalize("NFC", one) for one in words)


def names_of(pairing: Pairing, sides: Sequence[str]) -> str:
    """The partners of some sides: “Barcelona and Busan”."""
    names = [str(partner.name) for side, partner in pairing.partners if side in sides]
    both = pgettext("two partners", "%(one)s and %(two)s")
    return both % {"one": names[0], "two": names[1]} if names[1:] else names[0]


type Key = tuple[type[Confirmed], int]
_TEXTS: dict[str, type[Confirmed]] = {
    ConfirmedText.AGREED_THEMES: AgreedThemes,
    ConfirmedText.ACTION_PLAN: ActionPlan,
    ConfirmedText.CLOSING: Closing,
}


@dataclass(frozen=True, slots=True)
class SideState:
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
class TextState:
    """Where a text stands: its edition, and each side's word under it."""

    edition: int
    of_eu: SideState = SideState("eu")
    of_counterpart: SideState = SideState("counterpart")

    @property
    def sides(self) -> tuple[SideState, SideState]:
        """Both, EU first, as pages place them."""
        return self.of_eu, self.of_counterpart

    def side(self, side: str) -> SideState:
        """One of the two."""
        return self.of_eu if side == Side.EU else self.of_counterpart

    @property
    def confirmed(self) -> frozenset[str]:
        """The sides whose word stands."""
        return frozenset(one.side for one in self.sides if one.confirmed)

    @property
    def both(self) -> bool:
        """Whether both sides confirmed this edition: only then it counts."""
        return len(self.confirmed) == len(self.sides)

    @property
    def label(self) -> str:
        """Who confirmed this edition, in words."""
        if self.both:
            return _("Confirmed by both sides")
        if Side.EU in self.confirmed:
            return _("Confirmed by the EU side only")
        return _("Not yet confirmed by the EU side") if self.confirmed else _("Not yet confirmed by either side")

    @property
    def asked(self) -> bool:
        """Whether this edition was asked for, of one side at least, and not withdrawn since."""
        return any(one.now is not None for one in self.sides)

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The sides that were asked and have not confirmed yet."""
        return tuple(one.side for one in self.sides if one.now is not None and one.now.state in WAITING_CONFIRMATION)


def text_states(records: Iterable[Confirmed]) -> dict[Key, TextState]:
    """The standing of each record, by (model, key); one query, however many they are and of whatever kinds."""
    return _read({(type(record), record.pk): record.edition for record in records})


def milestone_states(milestones: Iterable[Milestone]) -> dict[int, TextState]:
    """The standing of each milestone that asks for confirmation, by its key: of its own text or the one it names.

    Two queries, one where they were read `with_named_texts`, none where no milestone asks.
    """
    asking: list[Any] = [row for row in milestones if row.confirmation == ConfirmationBy.BOTH]
    if not asking:
        return {}
    texts = {row.pk: (row.named_text, row.named_edition) for row in asking if hasattr(row, "named_text")}
    if unread := {row.pk for row in asking if row.confirmed_text} - set(texts):
        rows = with_named_texts(Milestone.objects.filter(pk__in=unread).order_by())
        texts |= {key: named for key, *named in rows.values_list("pk", "named_text", "named_edition")}
    keys: dict[int, tuple[Key, int]] = {}
    for row in asking:
        if not row.confirmed_text:
            keys[row.pk] = ((Milestone, row.pk), row.edition)
        elif texts[row.pk][0] is not None:
            keys[row.pk] = ((_TEXTS[row.confirmed_text], texts[row.pk][0]), texts[row.pk][1])
    found_standings = _read(dict(keys.values()))
    return {row.pk: found_standings[keys[row.pk][0]] if row.pk in keys else TextState(1) for row in asking}


def with_named_texts(milestones: QuerySet[Milestone]) -> QuerySet[Any]:
    """Each with the key and the edition of the text of its pairing that it names."""
    ways = [(name, f"pairing__{name.replace('-', '_')}__") for name in _TEXTS]
    return milestones.annotate(
        named_text=Case(*(When(confirmed_text=name, then=f"{way}pk") for name, way in ways)),
        named_edition=Case(*(When(confirmed_text=name, then=f"{way}edition") for name, way in ways)),
    )


def _read(editions: Mapping[Key, int]) -> dict[Key, TextState]:
    wanted: dict[type[Confirmed], list[int]] = defaultdict(list)
    for model, pk in editions:
        if pk is not None:
            wanted[model].append(pk)
    words: dict[Key, list[Confirmation]] = defaultdict(list)
    if wanted:
        kinds = {ContentType.objects.get_for_model(model).pk: model for model in wanted}
        # Records of two kinds may have one key: a few more are read than are asked for.
        records = {pk for some in wanted.values() for pk in some}
        for row in _confirmations(kinds=kinds, records=records):
            words[kinds[row.text.content_type_id], row.text.object_id].append(row)
    return {
        key: TextState(edition, *(_side(side, edition, words[key]) for side in ("eu", "counterpart")))
        for key, edition in editions.items()
    }


@prepared(kinds=None, records=None)
def _confirmations(kinds: Any, records: Any) -> QuerySet[Confirmation]:
    rows = Confirmation.objects.filter(text__content_type__in=kinds, text__object_id__in=records)
    rows = rows.select_related("text", "by").defer("text__body", "text__canonical")
    return rows.order_by("-text__edition", "-pk")


def _side(side: str, edition: int, words: list[Confirmation]) -> SideState:
    now = before = None
    for word in words:
        if word.side != side:
            continue
        live = word.state != ConfirmationState.WITHDRAWN
        if word.text.edition == edition and live:
            now = now or word
        elif word.state in {ConfirmationState.CONFIRMED, ConfirmationState.WITHDRAWN}:
            before = before or word
    return SideState(side, now, before)


def find_text(pairing: Pairing, slug: str) -> Confirmed | None:
    """The text of a pairing by its name in addresses; one that nobody has begun comes unsaved, None is unknown."""
    model = text_model(slug)
    if model is None:
        return None
    if not model.named_by_code():
        return _one_of(model, pairing)
    found: Confirmed | None = model.text_rows(pairing).filter(code=slug.removeprefix(f"{model.TEXT_KIND}-")).first()
    if found is not None:
        found.pairing = pairing
    return found


def find_readable_text(grants: Grants, pairing: Pairing, slug: str) -> Confirmed | None:
    """The text by its name in addresses where the reader may know of it, else None."""
    text = find_text(pairing, slug)
    return text if text is not None and may_view_text(grants, text) else None


def texts_of(pairing: Pairing) -> list[Confirmed]:
    """All texts of a pairing, in a query for each kind: those that each has once, then those of its records.

    Of these the ones that somebody has written, or that were asked for once.
    """
    found: list[Confirmed] = []
    for model in text_models():
        if not model.named_by_code():
            found.append(_one_of(model, pairing))
            continue
        asked = TextEdition.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id=OuterRef("pk"), pairing=pairing
        )
        for row in model.text_rows(pairing).filter(model.written() | Exists(asked)):
            row.pairing = pairing
            found.append(row)
    return found


def _one_of(model: type[Confirmed], pairing: Pairing) -> Confirmed:
    found: Confirmed | None = model.text_rows(pairing).first()
    if found is None:
        return model.blank(pairing)
    found.pairing = pairing
    return found


def newest_edition(record: Confirmed) -> TextEdition | None:
    """The edition of a text that was frozen last, read once for each time that its row is; None before the first."""
    known = vars(record)
    if "frozen_last" not in known:
        known["frozen_last"] = TextEdition.objects.of(record).first()
    found: TextEdition | None = known["frozen_last"]
    return found


def present_edition(record: Confirmed) -> TextEdition | None:
    """The frozen edition of a text as it is; None where nobody was asked to confirm it so."""
    edition = newest_edition(record) if record.pk else None
    return edition if edition and edition.edition == record.edition else None


def lost_confirmations(record: Confirmed) -> list[Confirmation]:
    """The confirmations that an edit of this text would void."""
    edition = present_edition(record)
    if edition is None:
        return []
    confirmed: Any = edition.confirmations.filter(state=ConfirmationState.CONFIRMED)
    return list(confirmed.select_related("by").order_by("confirmed_at", "pk"))


def body_now(text: Confirmed, grants: Grants) -> dict[str, Any]:
    """A text that is not frozen yet as it stands, with what it would take along today.

    What the two sides are still writing is theirs, and the programme's: others read it once it was asked for.
    """
    if not may_read_draft(grants, text):
        return {}
    return text.frozen_body() | text.taken_along()


def moved_days(text: Confirmed, edition: TextEdition) -> list[str]:
    """What became since of the days that a frozen edition took over from other records, to be read before its act."""
    taken, kind = text.taken_along(), type(text)
    then = parts_of(kind, text.pairing, {name: edition.body[name] for name in taken})
    lines = [line for part in marked(then, parts_of(kind, text.pairing, taken)) for line in part.lines or []]
    words = _("Moved since this edition was frozen: %(step)s, from %(before)s to %(day)s.")
    moved = [line for line in lines if line.get("change") == "moved"]
    return [words % {"step": one["name"], "before": one["before"], "day": one["until"]} for one in moved]


def earlier_edition(text: Confirmed, editions: list[TextEdition], side: str) -> TextEdition | None:
    """The edition to compare with: the newest older one that the reader's side confirmed, else the newest older one."""
    older = [edition for edition in editions if edition.edition < text.edition]
    if not older:
        return None
    words = Confirmation.objects.filter(text__in=older, state=ConfirmationState.CONFIRMED)
    confirmed = set((words.filter(side=side) if side else words).values_list("text_id", flat=True))
    return next((edition for edition in older if edition.pk in confirmed), older[0])


def text_crumbs(text: Confirmed) -> list[tuple[str, str]]:
    """Where the page of a text lies: below the list of its pairing."""
    listed = (_("Confirmations"), text.pairing.address_of("partnerships:text-list"))
    return [*text.pairing.get_crumbs(), listed, (text_name(text), text.get_text_page_url())]


def turn_of(text: Confirmed, standing: TextState) -> str:
    """Where a text stands and who must act, by name: “Busan has confirmed edition 2. It counts once Barcelona …”.

    Also which side has yet to write a part of its own.
    """
    pairing = text.pairing
    written = text.is_written
    if (settled := text.settled_label()) and not (text.KEPT_ONCE_SETTLED and standing.both):
        # Of one that was only recorded there may be no text at all.
        return settled if written else _("Its text is not kept here.")
    silent = text.silent_sides()
    if written and silent and not standing.asked:
        return text.silent_label(names_of(pairing, silent), len(silent))
    words: dict[str, object] = {"edition": standing.edition}
    if not written:
        return _("Nobody has written the text yet.")
    if standing.both:
        return _("Both cities have confirmed edition %(edition)s: it is now in force.") % words
    if not standing.asked:
        return _("Edition %(edition)s is written; nobody was asked to confirm it.") % words
    confirmed = sorted(standing.confirmed)
    if confirmed:
        other = next(one.side for one in standing.sides if not one.confirmed)
        words |= {"done": names_of(pairing, confirmed), "waiting": names_of(pairing, [other])}
        told = _("%(done)s has confirmed edition %(edition)s. It is not in force until %(waiting)s confirms it too.")
        return told % words
    words["waiting"] = names_of(pairing, standing.waits_for)
    return _("Edition %(edition)s waits for %(waiting)s.") % words


def side_state(side: SideState) -> str:
    """One side's state in words, with its day: “In internal approval until 2 December 2026”."""
    now, before = side.now, side.before
    if now is None:
        if before is None:
            return _("Not asked yet")
        words, moment = _("Confirmed edition %(edition)s, which is void"), None
        if before.state == ConfirmationState.WITHDRAWN:
            words, moment = _("Withdrew its confirmation of edition %(edition)s on %(day)s"), before.withdrawn_at
    elif now.state == ConfirmationState.CONFIRMED:
        words = _("Confirmed on its behalf on %(day)s") if now.on_behalf else _("Confirmed on %(day)s")
        moment = now.confirmed_at
    elif now.state == ConfirmationState.IN_APPROVAL:
        return _("In internal approval until %(day)s") % {"day": format_date(now.approval_until)}
    elif before is not None and before.state == ConfirmationState.CONFIRMED:
        words, moment = _("Asked again on %(day)s; had confirmed edition %(edition)s"), now.asked_at
    else:
        words, moment = _("Asked on %(day)s"), now.asked_at
    return words % {"day": _day(moment), "edition": before.text.edition if before else ""}


def lost_sentences(text: Confirmed) -> list[str]:
    """What an edit of a text costs, to be read before it: which confirmations become void, by name and date."""
    pairing, lost = text.pairing, lost_confirmations(text)
    if not lost:
        return []
    head = _("Saving this edit voids the confirmation of %(partner)s; both sides must confirm again.")
    if len(lost) > 1:
        head = _("Saving this edit voids both confirmations; both sides must confirm again.")
    words = _("%(partner)s: confirmed by %(person)s on %(day)s")
    facts = [
        {"partner": names_of(pairing, [one.side]), "person": format_signer(one.by, one.by_label)}
        | {"day": _day(one.confirmed_at)}
        for one in lost
    ]
    return [head % facts[0], *(words % one for one in facts)]


def _day(moment: object) -> str:
    return format_date(clock.day_of(moment)) if moment else ""  # type: ignore[arg-type]
