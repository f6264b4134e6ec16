"""Packed files, looked into without unpacking them: how much is in them is counted while it is read, and bounded.

Of the markup of Office, OpenDocument and Hangul in them: which of it fetches, starts or runs something by itself.
"""

import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import IO
from xml.parsers import expat

from core.errors import DomainError
from partnerships.documents import refused_files as refused

MOST_MEMBERS = 5_000
MOST_BYTES = 300_000_000  # of all members together, also of packed files within
MOST_RATIO = 250  # a sheet of numbers packs to a hundredth; what packs better is made to
SMALL = 10_000_000  # below this many bytes a member's ratio says nothing
DEEPEST = 2  # a sheet in a document in a presentation
_MOST_KEPT = 1_000_000  # bytes of a member that names the type
_CHUNK = 1 << 16
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
_LOOKED_INTO = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-")
_OVERLAP = 16
_HWPX = "application/hwp+zip"
_OASIS = "application/vnd.oasis.opendocument"
_OPENXML = "application/vnd.openxmlformats-officedocument"
# What `[Content_Types].xml` says of the main part of each document of Office.
_MAIN_PARTS = {
    f"{_OPENXML}.{kind}.main+xml": f"{_OPENXML}.{kind}"
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
}


class Budget:
    """What may still be looked at of one upload, all its packed files together."""

    def __init__(self) -> None:
        self.members, self.size, self.tags = MOST_MEMBERS, MOST_BYTES, MOST_TAGS

    def spend(self, size: int) -> None:
        """Take so many bytes away; raises DomainError, field `file`, where fewer are left."""
        self.size -= size
        if self.size < 0:
            raise refused.too_much()


class Packed:
    """A packed file that is open; `types` are the media types that it states, of all its parts.

    Raises DomainError, field `file`: too many members, too much in them, a member that packs too well, a password, a
    method that Office does not use, packed files within packed files within packed files, programs and scripts, what
    acts by itself, and what does not match its checksum.
    """

    def __init__(self, file: IO[bytes], budget: Budget, *, depth: int) -> None:
        if depth > DEEPEST:
            raise refused.too_much()
        self._budget = budget
        self._file = zipfile.ZipFile(file)
        self._members = self._file.infolist()
        budget.members -= len(self._members)
        if budget.members < 0:
            raise refused.too_much()
        if len({member.filename for member in self._members}) < len(self._members):
            raise refused.damaged()
        for member in self._members:
            _check(member)
        self.types = _stated_types(self._kept("[Content_Types].xml"))
        media = self._kept("mimetype").decode("ascii", "replace").strip()
        # One within another file may do without the first; its program finds it by the second.
        self._is_open = media.startswith(_OASIS) or (
            not self.types and media != _HWPX and "META-INF/manifest.xml" in self._file.NameToInfo
        )
        self.media = next((_MAIN_PARTS[one] for one in sorted(self.types) if one in _MAIN_PARTS), "")
        if not self.types and (media == _HWPX or media.startswith(_OASIS)):
            self.media = media
        self._has_sheets = any("spreadsheetml" in one for one in self.types)

    def parts(self) -> Iterator[tuple[str, IO[bytes]]]:
        """Read every member to its end, which compares its checksum; hand out those that are looked into themselves."""
        for member in self._members:
            self._check_name(member.filename.lower())
            yield from self._read(member)

    def _kept(self, name: str) -> bytes:
        if name not in self._file.NameToInfo:
            return b""
        with self._file.open(name) as stream:
            return stream.read(_MOST_KEPT)

    def _check_name(self, name: str) -> None:
        if "vbaproject" in name or (self._is_open and re.search(r"(^|/)(basic|scripts|dialogs)/.", name)):
            raise refused.macros()

    def _read(self, member: zipfile.ZipInfo) -> Iterator[tuple[str, IO[bytes]]]:
        """The table of contents may say less than there is: the bytes that come are counted."""
        with self._file.open(member) as stream, tempfile.SpooledTemporaryFile(max_size=SMALL) as copy:
            first = chunk = stream.read(_CHUNK)
            name = member.filename
            if self.media == _HWPX and name.lower().startswith("scripts/"):
                self._budget.spend(len(first))
                refused.check_script(first + stream.read(_CHUNK))
                return
            refused.refuse_programs(name, first)
            inner = first.startswith(_LOOKED_INTO)
            is_text = _is_markup(first)
            reveals = is_text and (self._is_open or name.lower().endswith(".rels"))
            before, signs = b"", set[str]()
            while chunk:
                self._budget.spend(len(chunk))
                if inner:
                    copy.write(chunk)
                if is_text and not reveals:
                    signs |= _signs(before + chunk, first=chunk is first, sheets=self._has_sheets)
                    reveals = _is_revealing(signs)
                    before = chunk[-_OVERLAP:]
                chunk = stream.read(_CHUNK)
            if inner:
                yield name, copy
        if reveals:
            with self._file.open(member) as stream:
                self._budget.tags = Markup(drawing=name.lower().endswith(".vml")).read(stream, self._budget.tags)


def _check(member: zipfile.ZipInfo) -> None:
    """What its entry in the table of contents says, before a byte of it is unpacked."""
    if member.flag_bits & _ENCRYPTED:
        raise refused.protected()
    if member.compress_type not in _METHODS:
        raise refused.damaged()
    if member.file_size > MOST_BYTES:
        raise refused.too_much()
    if member.file_size > SMALL and member.file_size > MOST_RATIO * max(member.compress_size, 1):
        raise refused.too_much()


def _stated_types(content: bytes) -> frozenset[str]:
    """The media types in `[Content_Types].xml`; raises DomainError, field `file`, for those of programs."""
    if not content:
        return frozenset()
    found: set[str] = set()
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda _name, attributes: found.add(attributes.get("ContentType", ""))
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as broken:
        raise refused.damaged() from broken
    names = " ".join(found).lower()
    if "macroenabled" in names or "macrosheet" in names or "vbaproject" in names:
        raise refused.macros()
    if "activex" in names:
        raise refused.control()
    return frozenset(found)


MOST_TAGS = 2_000_000  # of all parts together that are read tag by tag: about a second
_LONGEST_TAG = 8_000_000  # bytes
_EBCDIC = b"\x4c\x6f\xa7\x94"  # which some programs read
# A part of Office without one of these names holds nothing that acts. Names, unlike values, are written in one way.
_REVEALING = (
    *(b"nstr", b"action", b"ddeLink", b"oleLink", b"refreshOnLoad", b"encryption-data", b"linkinfo"),
    *(b"isEmbeded", b"<!DOCTYPE"),
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
_FILM = "application/vnd.sun.star.media"


def _is_markup(first: bytes) -> bool:
    """Whether a member begins as XML does, in whichever encoding."""
    rest = first.lstrip(b"\xef\xbb\xbf\xfe\xff\0 \t\r\n")
    return rest.startswith(b"<") or first.startswith(_EBCDIC) or (len(first) >= _CHUNK and not rest)


def _signs(chunk: bytes, *, first: bool, sheets: bool) -> set[str]:
    """What a piece of a part of Office tells of it; pieces overlap, so that no name is cut in two."""
    found = {"acts"} if first and not _LIKE_ASCII.match(chunk) else set()
    if any(name in chunk for name in _REVEALING):
        found.add("acts")
    if sheets:
        found |= {"bar"} if b"|" in chunk or b"&#" in chunk else set()
        found |= {"formula"} if any(name in chunk for name in _FORMULA_NAMES) else set()
    return found


def _is_revealing(found: set[str]) -> bool:
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
        self._fields = refused.Fields()
        self._text = ""

    def read(self, stream: IO[bytes], tags: int) -> int:
        """To its end; the answer is how many tags may still be read."""
        fed = 0
        try:
            while chunk := stream.read(_CHUNK):
                tags -= chunk.count(b"<") + chunk.count(b"=") // 4 + len(chunk) // 64
                fed += len(chunk)
                if tags < 0 or fed - max(self._parser.CurrentByteIndex, 0) > _LONGEST_TAG:
                    raise refused.too_much()
                self._parser.Parse(chunk)
            self._parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as broken:
            if not self._drawing:
                raise refused.damaged() from broken
        return tags

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._forget_text()
        local = name.rpartition("}")[2]
        if refuse := _REFUSED.get(local):
            raise refuse()
        if act := _ACTS.get(local):
            act(self, name, attributes)
        if _XLINK in attributes:
            _check_link(local, attributes[_XLINK])
        for key, value in attributes.items():
            if key == "action":
                if value.strip().lower().startswith(("ppaction://program", "ppaction://macro")):
                    raise refused.script()
            elif key.endswith("}formula") and _DDE_CALL.search(_QUOTED.sub("", value)):
                raise refused.dde()

    def _forget_text(self) -> None:
        self._parser.CharacterDataHandler = None
        self._parser.EndElementHandler = None
        self._text = ""

    def _relation(self, _name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2].lower()
        target = attributes.get("Target", "")
        if kind in ("vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet"):
            raise refused.macros()
        if kind in ("control", "activexcontrolbinary"):
            raise refused.control()
        if attributes.get("TargetMode", "").lower() != "external" and not refused.over_network(target):
            return
        if kind in ("oleobject", "package", "frame", "subdocument", "afchunk"):
            raise refused.linked()
        # A click on a hyperlink, and a question before the values of another workbook are read, are the reader's own.
        if refused.over_network(target) and kind != "hyperlink" and not kind.startswith(("externallink", "xlpath")):
            raise refused.template() if kind == "attachedtemplate" else refused.fetched()

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
            raise refused.too_much()

    def _end_of_formula(self, _name: str) -> None:
        if "|" in _QUOTED.sub("", self._text):
            raise refused.dde()
        self._forget_text()

    def _connection(self, _name: str, attributes: dict[str, str]) -> None:
        if attributes.get("refreshOnLoad", "").strip().lower() in ("1", "true"):
            raise refused.fetched()

    def _link_of_hangul(self, _name: str, attributes: dict[str, str]) -> None:
        if refused.over_network(attributes.get("path", attributes.get("href", ""))):
            raise refused.fetched()

    def _listener(self, name: str, attributes: dict[str, str]) -> None:
        kinds = [value for key, value in attributes.items() if key.endswith("}action")]
        if not kinds or {"execute", "macro"} & set(kinds) or ":script" in name:
            raise refused.script()

    def _script(self, name: str, _attributes: dict[str, str]) -> None:
        # A field; of the part of a file that its macros would stand in, most files have an empty one.
        if ":text:" in name:
            raise refused.script()

    def _control(self, _name: str, attributes: dict[str, str]) -> None:
        if not any(key.endswith("}mime-type") and value == _FILM for key, value in attributes.items()):
            raise refused.control()

    ACTS = {
        "Relationship": _relation,
        "fldChar": _field_mark,
        "fldSimple": _simple_field,
        "instrText": _field_code,
        "delInstrText": _field_code,
        **dict.fromkeys(_FORMULAS, _formula),
        "connection": _connection,
        "queryTable": _connection,
        "linkinfo": _link_of_hangul,
        "item": _link_of_hangul,
        "event-listener": _listener,
        "script": _script,
        "applet": _control,
        "plugin": _control,
    }


_ACTS: Mapping[str, Callable[[Markup, str, dict[str, str]], None]] = Markup.ACTS
_REFUSED: Mapping[str, Callable[[], DomainError]] = {
    **dict.fromkeys(("ddeLink", "dde-connection-decl", "dde-connection", "dde-source", "dde-link"), refused.dde),
    **dict.fromkeys(("oleLink", "floating-frame"), refused.linked),
    **dict.fromkeys(("source-code", "execute-macro"), refused.macros),
    "encryption-data": refused.protected,
}


def _no_own_types(_name: str, _system: str | None, _public: str | None, has_own: int) -> None:
    """Entities of one's own would spell every name otherwise."""
    if has_own:
        raise refused.damaged()


def _check_link(local: str, link: str) -> None:
    if refused.runs_script(link):
        raise refused.script()
    if local not in _CLICKED and refused.over_network(link):
        raise refused.template() if local == "template" else refused.fetched()
