"""What differs between two snapshots, by record and by figure."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

type Data = Mapping[str, Any]
type One = dict[str, Any]
ADDED, GONE, CHANGED = "added", "gone", "changed"
FIGURE, RECORD, TEXT = "figure", "record", "text"
# Lists that each section repeats, and what says nothing of a record itself or changes by the day alone.
_REPEATED = {"pairings", "sides", "figures", "keys"}
_SILENT = {
    "url", "documents", "document", "code", "slug", "pairing", "name", "title", "days_over", "is_new", "from_sources",
    "position", "left", "previous", "previous_on", "evidence_url",
}  # fmt: skip
_NAMES = ("name", "title", "what")
_ONE_LIST = ("held", "others")


def _change(section: str, kind: str, what: str, key: str, name: Data | None = None, url: str = "", **more: Any) -> One:
    """One thing that differs: in which section, of which record or figure (`key`, `name`, `url`), and how.

    `kind` is added, gone or changed; `what` a record, a figure or the text of a section. Of a changed record `field`
    says in what, `old` and `new` are the values as the snapshots have them. `in_figure` names the figure to which a
    record was added, or from which it went.
    """
    change = {"section": section, "kind": kind, "what": what, "key": key, "name": name or {}, "url": url}
    return {**change, "field": "", "old": None, "new": None, "in_figure": "", **more}


def changes_between(before: Data, after: Data) -> list[One]:
    """Everything that differs, section by section in the later order; nothing where both say the same."""
    found = list(_rows("", before["pairings"], after["pairings"]))
    order = [*after["order"], *(name for name in before["order"] if name not in after["order"])]
    for section in order:
        found += _texts(section, before["texts"].get(section) or {}, after["texts"].get(section) or {})
        old, new = before["sections"].get(section), after["sections"].get(section)
        if old is not None and new is not None:
            found += [*_figures(section, old, new), *_lists(section, old, new)]
        elif (old is None) != (new is None):
            found.append(_change(section, GONE if new is None else ADDED, TEXT, section))
    return found


def _texts(section: str, old: Data, new: Data) -> Iterator[One]:
    """What staff wrote; the words themselves stand in both reports."""
    for language in ("en", "ko"):
        before, after = old.get(language) or "", new.get(language) or ""
        if before != after:
            kind = ADDED if not before else GONE if not after else CHANGED
            yield _change(section, kind, TEXT, section, field=f"text_{language}")


def _figures(section: str, old: Data, new: Data) -> Iterator[One]:
    """Figures of another value, and the records that came to one or left it."""
    was, now = ({one["key"]: one for one in data.get("figures", [])} for data in (old, new))
    for key, one in now.items():
        before = was.get(key)
        if before is None:
            yield _change(section, ADDED, FIGURE, key, one.get("label"), new=one["value"])
            continue
        if before["value"] != one["value"]:
            yield _change(section, CHANGED, FIGURE, key, one.get("label"), old=before["value"], new=one["value"])
        yield from _come_and_gone(section, before["rows"], one["rows"], in_figure=key)
    for key in was.keys() - now.keys():
        yield _change(section, GONE, FIGURE, key, was[key].get("label"), old=was[key]["value"])


def _come_and_gone(section: str, old: Sequence[Data], new: Sequence[Data], **more: Any) -> Iterator[One]:
    was, now = {_identity(row): row for row in old}, {_identity(row): row for row in new}
    for kind, rows, others in ((ADDED, now, was), (GONE, was, now)):
        for identity, row in rows.items():
            if identity not in others:
                yield _of_row(section, kind, row, **more)


def _lists(section: str, old: Data, new: Data) -> Iterator[One]:
    old, new = _merged(old), _merged(new)
    for name in [*new, *(one for one in old if one not in new)]:
        rows = old.get(name) or [], new.get(name) or []
        if name not in _REPEATED and all(_are_rows(some) for some in rows):
            yield from _rows(section, *rows)


def _merged(data: Data) -> Data:
    """Events that were not held and are held now change their state, and are neither gone nor added."""
    if not all(isinstance(data.get(name), list) for name in _ONE_LIST):
        return data
    rest = {name: value for name, value in data.items() if name not in _ONE_LIST}
    return {**rest, _ONE_LIST[0]: [row for name in _ONE_LIST for row in data[name]]}


def _are_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, Mapping) and _identity(row)[2] for row in value)


def _rows(section: str, old: Sequence[Data], new: Sequence[Data]) -> Iterator[One]:
    """The rows of a list by their codes; where a code stands twice, such as in a list of moves, by all they say."""
    was, now = {_identity(row): row for row in old}, {_identity(row): row for row in new}
    if len(was) < len(old) or len(now) < len(new):
        yield from _unnamed(section, old, new)
        return
    for identity, row in now.items():
        if identity in was:
            yield from _fields(section, was[identity], row)
        else:
            yield _of_row(section, ADDED, row)
    for identity, row in was.items():
        if identity not in now:
            yield _of_row(section, GONE, row)


def _unnamed(section: str, old: Sequence[Data], new: Sequence[Data]) -> Iterator[One]:
    texts = [{json.dumps(row, sort_keys=True): row for row in rows} for rows in (old, new)]
    counts = [Counter(json.dumps(row, sort_keys=True) for row in rows) for rows in (old, new)]
    for kind, rows, more, less in ((ADDED, texts[1], counts[1], counts[0]), (GONE, texts[0], counts[0], counts[1])):
        for text in more - less:
            yield _of_row(section, kind, rows[text])


def _identity(row: Data) -> tuple[str, str, str]:
    """By what a row is the same in both: its kind where it names one, its pairing, its code."""
    code = next((str(row[name]) for name in ("code", "slug", "number", "project") if row.get(name)), "")
    return str(row.get("kind") or ""), str(row.get("pairing") or ""), code


def _of_row(section: str, kind: str, row: Data, **more: Any) -> One:
    _kind, pairing, code = _identity(row)
    key = f"{pairing}/{code}" if pairing else code
    return _change(section, kind, RECORD, key, _name(row), str(row.get("url") or ""), **more)


def _name(row: Data) -> Data:
    return next((row[name] for name in _NAMES if isinstance(row.get(name), Mapping)), {})


def _fields(section: str, old: Data, new: Data) -> Iterator[One]:
    """What a record says otherwise; its name counts as a field of its own."""
    before, after = dict(_leaves(old)), dict(_leaves(new))
    before |= {"name": _name(old)} if _name(old) else {}
    after |= {"name": _name(new)} if _name(new) else {}
    for name in [*after, *(one for one in before if one not in after)]:
        if before.get(name) != after.get(name):
            yield _of_row(section, CHANGED, new, field=name, old=before.get(name), new=after.get(name))


def _leaves(row: Data, path: str = "") -> Iterator[tuple[str, Any]]:
    """The fields of a row; texts and spans are one value, lists how many they hold or their plain values."""
    for name, value in row.items():
        if name in _SILENT and not path:
            continue
        place = f"{path}{name}"
        if isinstance(value, Mapping) and not _is_value(value):
            yield from _leaves(value, f"{place}.")
        elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
            yield place, len(value)
        else:
            yield place, value


def _is_value(value: Data) -> bool:
    return not value or bool(value.keys() & {"en", "ko", "free"}) or value.keys() <= {"start", "end"}
