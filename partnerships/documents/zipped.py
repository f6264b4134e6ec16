"""Packed files, looked into without unpacking them to disk: how much is in them is counted, and bounded.

Of the markup of Office, OpenDocument and Hangul in them: which of it fetches, starts or runs something by itself.
"""

from __future__ import annotations

import re
import zipfile
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from partnerships.documents.refused_files import (
    check_fields,
    check_script,
    control,
    damaged,
    dde,
    fetched,
    linked,
    macros,
    over_network,
    program,
    protected,
    runs_script,
    script,
    template,
    too_much,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.errors import DomainError

MOST_MEMBERS = 5_000
MOST_BYTES = 300_000_000  # of all members together, also of packed files within
MOST_TAGS = 2_000_000  # of all parts together that are read tag by tag: about a second
MOST_RATIO = 250  # a sheet of numbers packs to a hundredth; what packs better is made to
SMALL = 10_000_000  # below this many bytes a member's ratio says nothing
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
_HWPX = "application/hwp+zip"
_OASIS = "application/vnd.oasis.opendocument"
_OPENXML = "application/vnd.openxmlformats-officedocument"
# What `[Content_Types].xml` says of the main part of each document of Office.
_MAIN_PARTS = {
    f"{_OPENXML}.{kind}.main+xml": f"{_OPENXML}.{kind}"
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
}
_STATED = re.compile(r"""ContentType\s*=\s*["']([^"']*)""")


class Budget:
    """What may still be looked at of one upload, all its packed files together."""

    def __init__(self) -> None:
        self.members, self.size, self.tags = MOST_MEMBERS, MOST_BYTES, MOST_TAGS

    def spend(self, *, size: int = 0, members: int = 0, tags: int = 0) -> None:
        """Take so much away; raises DomainError, field `file`, where less is left."""
        self.size, self.members, self.tags = self.size - size, self.members - members, self.tags - tags
        if min(self.size, self.members, self.tags) < 0:
            raise too_much()


def look_into(file: IO[bytes], budget: Budget, *, within: bool) -> tuple[str, Iterator[tuple[str, bytes]]]:
    """Its media type (empty for what is no document), and its members, each as it is read and compared with its sum.

    Raises DomainError, field `file`, also while they are walked through: too many members, too much in them, a member
    that packs too well, a password, a method that Office does not use, an archive within a document, what acts.
    """
    archive = zipfile.ZipFile(file)
    members = archive.infolist()
    budget.spend(members=len(members))
    if len({member.filename for member in members}) < len(members):
        raise damaged()
    for member in members:
        _check(member)
    types = set(_STATED.findall(_kept(archive, "[Content_Types].xml").replace("\0", "")))
    names = " ".join(types).lower()
    if "macroenabled" in names or "macrosheet" in names or "vbaproject" in names:
        raise macros()
    if "activex" in names:
        raise control()
    media = "" if types else _kept(archive, "mimetype").strip()
    # One within another file may do without the first; its program finds it by the second.
    is_open = media.startswith(_OASIS) or (not types and "META-INF/manifest.xml" in archive.NameToInfo)
    if media != _HWPX and not media.startswith(_OASIS):
        media = next((_MAIN_PARTS[one] for one in sorted(types) if one in _MAIN_PARTS), "")
    if within and not (media or is_open):
        raise program()
    return media, _parts(archive, budget, media, is_open=is_open)


def _check(member: zipfile.ZipInfo) -> None:
    """What its entry in the table of contents says, before a byte of it is unpacked."""
    if member.flag_bits & _ENCRYPTED:
        raise protected()
    if member.compress_type not in _METHODS:
        raise damaged()
    is_large = member.file_size > SMALL and member.file_size > MOST_RATIO * max(member.compress_size, 1)
    if member.file_size > MOST_BYTES or is_large:
        raise too_much()


def _kept(archive: zipfile.ZipFile, name: str) -> str:
    if name not in archive.NameToInfo:
        return ""
    with archive.open(name) as stream:
        return stream.read(1_000_000).decode("utf-8", "replace")


def _parts(archive: zipfile.ZipFile, budget: Budget, media: str, *, is_open: bool) -> Iterator[tuple[str, bytes]]:
    for member in archive.infolist():
        name = member.filename.lower()
        if "vbaproject" in name or (is_open and re.search(r"(^|/)(basic|scripts|dialogs)/.", name)):
            raise macros()
        if member.file_size > budget.size:
            raise too_much()
        content = archive.read(member)
        if media == _HWPX and name.startswith("scripts/"):
            check_script(content)
            continue
        yield member.filename, content
        if _is_markup(content) and (is_open or name.endswith(".rels") or _may_act(content)):
            budget.spend(tags=content.count(b"<") + content.count(b"=") // 4)
            # Excel writes its old drawings as pages are written, and reads no other part so.
            Markup().read(content, may_break=name.endswith(".vml"))


# A part of Office without one of these names holds nothing that acts. Names, unlike values, are written in one way.
_REVEALING = re.compile(
    rb"nstr|action|ddeLink|oleLink|refreshOnLoad|encryption-data|linkinfo|isEmbeded|<!DOCTYPE|[<:]f\b|ormula|definedName"
)
_FORMULA = re.compile(rb"[<:]f\b|ormula|definedName")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_DDE_CALL = re.compile(r"\bDDE\s*\(", re.IGNORECASE)
_FORMULAS = {"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula"}
_FIELD_CODES = {"instrText", "delInstrText"}
_FIELD_MARKS = {"begin": "\x13", "separate": "\x14", "end": "\x15"}
_XLINK = "http://www.w3.org/1999/xlink}href"
# Links of OpenDocument that a reader clicks; every other one is followed when the file is opened.
_CLICKED = {"a", "area-rectangle", "area-circle", "area-polygon", "event-listener", "form", "button"}
_FILM = "application/vnd.sun.star.media"


def _is_markup(content: bytes) -> bool:
    """Whether a member begins as XML does, in whichever encoding."""
    return content[:1000].lstrip(b"\xef\xbb\xbf\xfe\xff\0 \t\r\n").startswith(b"<")


def _may_act(content: bytes) -> bool:
    """Whether a part of Office has to be read tag by tag: by its names, unless its encoding hides them."""
    head = content[:200].lower()
    return b"\0" in head or (b"encoding" in head and b"utf-8" not in head) or bool(_REVEALING.search(content))


class Markup:
    """One part, read tag by tag. Raises DomainError, field `file`, for what acts."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(None, "}")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = _no_own_types
        self._fields: list[str] = []
        self._formula: list[str] = []
        self._within = ""

    def read(self, content: bytes, *, may_break: bool) -> None:
        """To its end."""
        try:
            self._parser.Parse(content, True)
        except (expat.ExpatError, LookupError, ValueError):
            if not may_break:
                raise
        check_fields("".join(self._fields))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._end(name)
        self._within = local = name.rpartition("}")[2]
        if refuse := _REFUSED.get(local):
            raise refuse()
        if local in _FIELD_CODES and not self._fields:
            self._fields.append("\x13")
        for key, value in attributes.items():
            attribute = key.rpartition("}")[2]
            if attribute == "fldCharType":
                self._fields.append(_FIELD_MARKS.get(value, ""))
            elif attribute == "instr":
                self._fields += ["\x13", value, "\x15"]
            elif key == "action" and value.strip().lower().startswith(("ppaction://program", "ppaction://macro")):
                raise script()
            elif key.endswith("}formula") and _DDE_CALL.search(_QUOTED.sub("", value)):
                raise dde()
        if check := _CHECKS.get(local):
            check(name, attributes)
        if _XLINK in attributes:
            _check_link(local, attributes[_XLINK])

    def _text(self, text: str) -> None:
        if self._within in _FIELD_CODES:
            self._fields.append(text)
        elif self._within in _FORMULAS:
            self._formula.append(text)

    def _end(self, _name: str) -> None:
        if self._formula and "|" in _QUOTED.sub("", "".join(self._formula)):
            raise dde()
        self._formula, self._within = [], ""


def _relation(_name: str, attributes: dict[str, str]) -> None:
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


def _connection(_name: str, attributes: dict[str, str]) -> None:
    if attributes.get("refreshOnLoad", "").strip().lower() in ("1", "true"):
        raise fetched()


def _link_of_hangul(_name: str, attributes: dict[str, str]) -> None:
    if over_network(attributes.get("path", attributes.get("href", ""))):
        raise fetched()


def _listener(name: str, attributes: dict[str, str]) -> None:
    kinds = [value for key, value in attributes.items() if key.endswith("}action")]
    if not kinds or {"execute", "macro"} & set(kinds) or ":script" in name:
        raise script()


def _script(name: str, _attributes: dict[str, str]) -> None:
    # A field; of the part of a file that its macros would stand in, most files have an empty one.
    if ":text:" in name:
        raise script()


def _control(_name: str, attributes: dict[str, str]) -> None:
    if not any(key.endswith("}mime-type") and value == _FILM for key, value in attributes.items()):
        raise control()


_CHECKS: dict[str, Callable[[str, dict[str, str]], None]] = {
    "Relationship": _relation,
    "connection": _connection,
    "queryTable": _connection,
    "linkinfo": _link_of_hangul,
    "item": _link_of_hangul,
    "event-listener": _listener,
    "script": _script,
    "applet": _control,
    "plugin": _control,
}
_REFUSED: dict[str, Callable[[], DomainError]] = {
    **dict.fromkeys(("ddeLink", "dde-connection-decl", "dde-connection", "dde-source", "dde-link"), dde),
    **dict.fromkeys(("oleLink", "floating-frame"), linked),
    **dict.fromkeys(("source-code", "execute-macro"), macros),
    "encryption-data": protected,
}


def _no_own_types(_name: str, _system: str | None, _public: str | None, has_own: int) -> None:
    """Entities of one's own would spell every name otherwise."""
    if has_own:
        raise damaged()


def _check_link(local: str, link: str) -> None:
    if runs_script(link):
        raise script()
    if local not in _CLICKED and over_network(link):
        raise template() if local == "template" else fetched()
