"""The markup of Office, OpenDocument and Hangul: which of it fetches, starts or runs something by itself."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from partnerships.documents.refused_files import (
    control,
    damaged,
    dde,
    fetched,
    linked,
    macros,
    protected,
    script,
    template,
    too_much,
)
from partnerships.documents.self_acting.fields import Fields
from partnerships.documents.self_acting.links import over_network, runs_script

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_TAGS = 2_000_000  # of all parts together that are read tag by tag: about a second
_LONGEST_TAG = 8_000_000  # bytes
_CHUNK = 1 << 16
_EBCDIC = b"\x4c\x6f\xa7\x94"  # which some programs read
# A part of Office without one of these names holds nothing that acts. Names, unlike values, are written in one way.
_TELLING = (
    b"nstr",
    b"action",
    b"ddeLink",
    b"oleLink",
    b"refreshOnLoad",
    b"encryption-data",
    b"linkinfo",
    b"isEmbeded",
    b"<!DOCTYPE",
)
_FORMULA_NAMES = (b"<f", b":f", b"ormula", b"definedName")
_LIKE_ASCII = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*<(?!\?xml[^>]*encoding\s*=\s*["'](?!utf-8|us-ascii|ascii|iso-8859|windows-125))""",
    re.IGNORECASE,
)
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_DDE_CALL = re.compile(r"\bDDE\s*\(", re.IGNORECASE)
_LONGEST_FORMULA = 8192
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula"})
_XLINK = "http://www.w3.org/1999/xlink}href"
# Links of OpenDocument that a reader clicks; every other one is followed when the file is opened.
_CLICKED = frozenset({"a", "area-rectangle", "area-circle", "area-polygon", "event-listener", "form", "button"})
_MEDIA = "application/vnd.sun.star.media"


def is_markup(first: bytes) -> bool:
    """Whether a member begins as XML does, in whichever encoding."""
    rest = first.lstrip(b"\xef\xbb\xbf\xfe\xff\0 \t\r\n")
    return rest.startswith(b"<") or first.startswith(_EBCDIC) or (len(first) >= _CHUNK and not rest)


def signs(chunk: bytes, *, first: bool, sheets: bool) -> set[str]:
    """What a piece of a part of Office tells of it; pieces overlap, so that no name is cut in two."""
    found = {"acts"} if first and not _LIKE_ASCII.match(chunk) else set()
    if any(name in chunk for name in _TELLING):
        found.add("acts")
    if sheets:
        found |= {"bar"} if b"|" in chunk or b"&#" in chunk else set()
        found |= {"formula"} if any(name in chunk for name in _FORMULA_NAMES) else set()
    return found


def is_revealing(found: set[str]) -> bool:
    """Whether a part has to be read tag by tag, by the signs of all its pieces; a formula with DDE has a bar."""
    return "acts" in found or {"bar", "formula"} <= found


class Markup:
    """One part, read tag by tag. Raises DomainError, field `file`, for what acts.

    With `drawing` it may break off: Excel writes its old drawings as pages are written, and reads no other part so.
    """

    def __init__(self, *, drawing: bool = False) -> None:
        self._drawing = drawing
        self._parser = expat.ParserCreate(None, "}")
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = _no_own_types
        self._parser.buffer_text = True
        self._fields = Fields()
        self._text = ""

    def read(self, stream: IO[bytes], tags: int) -> int:
        """To its end; the answer is how many tags may still be read."""
        fed = 0
        try:
            while chunk := stream.read(_CHUNK):
                tags -= chunk.count(b"<") + chunk.count(b"=") // 4 + len(chunk) // 64
                fed += len(chunk)
                if tags < 0 or fed - max(self._parser.CurrentByteIndex, 0) > _LONGEST_TAG:
                    raise too_much()
                self._parser.Parse(chunk)
            self._parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as broken:
            if not self._drawing:
                raise damaged() from broken
        return tags

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._forget_text()
        local = name.rpartition("}")[2]
        act = _ACTS.get(local)
        if act is not None:
            act(self, name, attributes)
        if _XLINK in attributes:
            _check_link(local, attributes[_XLINK])
        for key, value in attributes.items():
            if key == "action":
                if value.strip().lower().startswith(("ppaction://program", "ppaction://macro")):
                    raise script()
            elif key.endswith("}formula") and _DDE_CALL.search(_QUOTED.sub("", value)):
                raise dde()

    def _forget_text(self) -> None:
        self._parser.CharacterDataHandler = None
        self._parser.EndElementHandler = None
        self._text = ""

    def _relation(self, _name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2].lower()
        target = attributes.get("Target", "")
        if kind in ("vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet"):
            raise macros()
        if kind in ("control", "activexcontrolbinary"):
            raise control()
        if attributes.get("TargetMode", "").lower() != "external" and not over_network(target):
            return
        if kind in ("oleobject", "package", "frame", "subdocument", "afchunk"):
            raise linked()
        # A click on a hyperlink, and a question before the values of another workbook are read, are the reader's own.
        if over_network(target) and kind != "hyperlink" and not kind.startswith(("externallink", "xlpath")):
            raise template() if kind == "attachedtemplate" else fetched()

    def _field_mark(self, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get(f"{name.rpartition('}')[0]}}}fldCharType", attributes.get("fldCharType", ""))
        step = {"begin": self._fields.begin, "separate": self._fields.middle, "end": self._fields.end}.get(kind)
        if step is not None:
            step()

    def _simple_field(self, _name: str, attributes: dict[str, str]) -> None:
        for key, value in attributes.items():
            if key.rpartition("}")[2] == "instr":
                self._fields.begin()
                self._fields.code(value)
                self._fields.end()

    def _field_code(self, _name: str, _attributes: dict[str, str]) -> None:
        self._parser.CharacterDataHandler = self._fields.code
        self._parser.EndElementHandler = self._end_of_code

    def _end_of_code(self, _name: str) -> None:
        self._forget_text()

    def _formula(self, _name: str, _attributes: dict[str, str]) -> None:
        self._parser.CharacterDataHandler = self._more_formula
        self._parser.EndElementHandler = self._end_of_formula

    def _more_formula(self, text: str) -> None:
        self._text += text
        if len(self._text) > _LONGEST_FORMULA:
            raise too_much()

    def _end_of_formula(self, _name: str) -> None:
        if "|" in _QUOTED.sub("", self._text):
            raise dde()
        self._forget_text()

    def _dde(self, _name: str, _attributes: dict[str, str]) -> None:
        raise dde()

    def _linked(self, _name: str, _attributes: dict[str, str]) -> None:
        raise linked()

    def _connection(self, _name: str, attributes: dict[str, str]) -> None:
        if attributes.get("refreshOnLoad", "").strip().lower() in ("1", "true"):
            raise fetched()

    def _link_of_hangul(self, _name: str, attributes: dict[str, str]) -> None:
        if over_network(attributes.get("path", attributes.get("href", ""))):
            raise fetched()

    def _listener(self, name: str, attributes: dict[str, str]) -> None:
        kinds = [value for key, value in attributes.items() if key.endswith("}action")]
        if not kinds or {"execute", "macro"} & set(kinds) or ":script" in name:
            raise script()

    def _macro(self, _name: str, _attributes: dict[str, str]) -> None:
        raise macros()

    def _script(self, name: str, _attributes: dict[str, str]) -> None:
        # A field; of the part of a file that its macros would stand in, most files have an empty one.
        if ":text:" in name:
            raise script()

    def _control(self, _name: str, attributes: dict[str, str]) -> None:
        if not any(key.endswith("}mime-type") and value == _MEDIA for key, value in attributes.items()):
            raise control()

    def _frame(self, _name: str, _attributes: dict[str, str]) -> None:
        raise linked()

    def _encrypted(self, _name: str, _attributes: dict[str, str]) -> None:
        raise protected()

    ACTS = {
        "Relationship": _relation,
        "fldChar": _field_mark,
        "fldSimple": _simple_field,
        "instrText": _field_code,
        "delInstrText": _field_code,
        **dict.fromkeys(_FORMULAS, _formula),
        **dict.fromkeys(("ddeLink", "dde-connection-decl", "dde-connection", "dde-source", "dde-link"), _dde),
        "oleLink": _linked,
        "connection": _connection,
        "queryTable": _connection,
        "linkinfo": _link_of_hangul,
        "item": _link_of_hangul,
        "event-listener": _listener,
        "source-code": _macro,
        "execute-macro": _macro,
        "script": _script,
        "applet": _control,
        "plugin": _control,
        "floating-frame": _frame,
        "encryption-data": _encrypted,
    }


_ACTS: Mapping[str, Callable[[Markup, str, dict[str, str]], None]] = Markup.ACTS


def _no_own_types(_name: str, _system: str | None, _public: str | None, has_own: int) -> None:
    """Entities of one's own would spell every name otherwise."""
    if has_own:
        raise damaged()


def _check_link(local: str, link: str) -> None:
    if runs_script(link):
        raise script()
    if local not in _CLICKED and over_network(link):
        raise template() if local == "template" else fetched()
