"""What is not taken in a file of any format: programs, links that fetch, fields and scripts that act.

What acts by itself is found by content, in time and memory that grow with the file's size alone.
"""

import re
from functools import partial
from urllib.parse import unquote

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

# The sentences, each beside the field of the file.


def refusal(message: object) -> DomainError:
    """What is wrong with a file, beside its field."""
    return DomainError(message, field="file")


# A file that its own program could not read either.
damaged = partial(refusal, _("The file is damaged or incomplete. Open it, save it again, and send that one."))
# A file that opens with a password only: nobody can look into it.
protected = partial(refusal, _("The file is protected with a password. Send one that can be opened without."))
# A file with more in it than is looked into.
too_much = partial(
    refusal, _("The file holds more than the portal takes once it is unpacked. Split it, or send it as a PDF.")
)
# A file with programs of its office program.
macros = partial(refusal, _("The file has macros, which are programs. Save it without macros and send that one."))
# A file within that is a program, or that nobody can look into.
program = partial(refusal, _("The file holds a program or an archive. Send it without, as one plain document."))
# An object that is neither a document nor a picture.
unseen = partial(
    refusal, _("The file holds an object that the portal cannot check. Replace it by a picture, save, and send that.")
)
# An ActiveX control, an applet, a plug-in.
control = partial(
    refusal, _("The file holds a control or plug-in, which is a program. Delete it, save, and send that one.")
)
# A field, link or formula that talks to another program.
dde = partial(
    refusal, _("The file has a DDE link, which can start a program. Replace it by its text, save, and send that one.")
)
# A part that is read from another file.
linked = partial(
    refusal,
    _("The file reads a part of itself from another file. Break that link or put the part in, save, and send it."),
)
# A part that is fetched from the network.
fetched = partial(
    refusal,
    _("The file fetches a part of itself from the network. Break that link or put the part in, save, and send it."),
)
# A template that is fetched from the network.
template = partial(
    refusal,
    _("The file fetches its template from the network. Choose the template Normal in it, save, and send that one."),
)
# A script, or an action that starts a program.
script = partial(refusal, _("The file starts a program or a script. Delete that action, save, and send that one."))


# Programs, scripts, and archives that nobody can look into: by how they begin and by what they are called.

HEAD = 1 << 16  # bytes of a file that are asked; what an ISO image says of itself comes after 32 KB
_BEGINS = (
    b"MZ", b"\x7fELF", b"\0asm", b"dex\n",
    b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",  # Mach-O, in its four ways
    b"\xca\xfe\xba\xbe",  # Mach-O of several machines, and Java
    b"L\0\0\0\x01\x14\x02\0", b"ITSF",  # of Windows, a shortcut, and help, which runs scripts
    b"FWS", b"CWS", b"ZWS", b"%!PS", b"\xc5\xd0\xd3\xc6",  # Flash, PostScript
    b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"\x1f\x9d", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd",
    b"\x04\x22\x4d\x18", b"MSCF", b"MSWIM", b"ISc(", b"xar!", b"!<arch>", b"\xed\xab\xee\xdb", b"ALZ\x01", b"EGGA",
    b"hsqs", b"vhdxfile", b"conectix",
)  # fmt: skip
# What programs read as a script, or as a page of their own that may hold one; small letters, after blanks.
_TEXTS = (
    b"#!", b"{\\rt", b"<html", b"<!doctype html", b"<script", b"<hta:", b"<scriptlet", b"mime-version:", b"activemime",
    b"[internetshortcut]", b"[desktop entry]", b"windows registry editor", b"regedit4", b"@echo",
)  # fmt: skip
_ENDINGS = frozenset(
    re.findall(
        r"\S+",
        """
    exe scr com pif dll sys cpl ocx drv efi msi msp mst msc bat cmd ps1 psm1 psd1 vb vbs vbe js jse mjs ws wsf wsh wsc
    sct hta lnk url website scf reg inf ins job chm hlp gadget application appref-ms appx msix settingcontent-ms
    library-ms search-ms xll wll slk iqy oqy dqy odc
    jar jnlp class apk dex ipa app dmg pkg deb rpm run sh bash csh ksh zsh fish command applescript scpt workflow
    desktop py pyc pyw pyz rb pl php lua tcl swf fodt fods fodp fodg mht mhtml htm html xhtml shtml rtf eps ps
    7z rar gz tgz bz2 tbz xz txz zst lz lzh lha arj ace cab wim iso img vhd vhdx vmdk tar cpio alz egg z
""",
    )
)


def refuse_programs(name: str, head: bytes) -> None:
    """Raise DomainError, field `file`, for what runs by itself or cannot be looked into, by its head and its name."""
    if head.startswith(_BEGINS) or head[257:262] == b"ustar" or head[32769:32774] == b"CD001" or head[2:5] == b"-lh":
        raise program()
    text = head[:4096].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    if text.lower().startswith(_TEXTS):
        raise program()
    if _ending(name) in _ENDINGS:
        raise program()


def _ending(name: str) -> str:
    """Without the blanks and points at the end that Windows takes away."""
    return name.rstrip(". \t\0").rpartition(".")[2].lower() if "." in name else ""


# Links.

_SCRIPTS = ("vnd.sun.star.", "macro:", "javascript:", "vbscript:", "script:", ".uno:", "slot:", "service:")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{1,40}):")


def over_network(target: str) -> bool:
    r"""Whether what is linked comes over the network.

    >>> [over_network(link) for link in ("media/a.png", "file:///C:\\a.dotx", "file:///Users/kim/a.dotx", "C:\\a.dotx")]
    [False, False, False, False]
    >>> [over_network(link) for link in ("https://a.example/a", "file://server/a", "\\\\server\\a")]
    [True, True, True]
    """
    link = unquote(target).strip().replace("\\", "/").lower()
    scheme = _SCHEME.match(link)
    if scheme is None:
        return link.startswith("//")
    if scheme[1] in ("cid", "data", "vnd.sun.star.package"):
        return False
    if scheme[1] != "file":
        return True
    way = link[len("file:") :]
    return way.startswith("////") or (way.startswith("//") and not way.startswith(("///", "//localhost/")))


def runs_script(target: str) -> bool:
    """Whether a link starts a script or a command of the office program, instead of leading somewhere."""
    link = unquote(target).strip().lower()
    return link.startswith(_SCRIPTS) and not link.startswith("vnd.sun.star.package:")


# The fields of a text document, read in the order in which they stand: which of them talk to other programs.

_LETTERS_KEPT = 64  # letters of a field's code that are kept: its first word says what it does
_DEEPEST_FIELD = 200
_DDE_NAMES = "DDEAUTO"


class Fields:
    """Told of each beginning, code, middle and end; raises DomainError, field `file`, for a field that acts."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def begin(self) -> None:
        """One within another; what it comes to becomes a part of the other's code."""
        # A name that another field puts together stands in no document that people write.
        if self._open and _DDE_NAMES.startswith(self._open[-1].upper()):
            raise dde()
        self._open.append("")
        if len(self._open) > _DEEPEST_FIELD:
            raise too_much()

    def code(self, text: str) -> None:
        """A piece of the code of the innermost field; programs write one word in several pieces."""
        if not self._open:
            self._open.append("")
        self._open[-1] = (self._open[-1] + text).lstrip()[:_LETTERS_KEPT]
        if self._open[-1].upper().startswith("DDE"):
            raise dde()

    def middle(self) -> None:
        """The code has ended; what it came to follows."""
        if self._open:
            check_code(self._open[-1])
            self._open[-1] += " \0"

    def end(self) -> None:
        """The innermost field has ended."""
        if self._open:
            check_code(self._open.pop())


def check_code(code: str) -> None:
    """Raise DomainError, field `file`, for a field of DDE, or one that is read from another file."""
    code = code.strip().strip('"').upper()
    if code.startswith("DDE"):
        raise dde()
    if code.split(maxsplit=1)[:1] == ["LINK"]:
        raise linked()


# The scripts of Hangul.

# Every file of Hangul has an empty script, so only what its author wrote into it counts.
_MOST_SCRIPT = 8_192  # bytes; the empty one has a few hundred
_COMMENTS = re.compile(r"//[^\r\n]*|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/")
_EMPTY = re.compile(r"(?:var\s+\w+\s*=\s*[\w.]+\s*;|function\s+\w+\s*\(\s*\)\s*\{\s*\}|[\s\0;])+")


def check_script(content: bytes) -> None:
    """Raise DomainError, field `file`, unless it holds comments, names of the document and empty functions only."""
    text = content[:_MOST_SCRIPT].decode("utf-16-le" if b"\0" in content[:16] else "utf-8", "replace").lstrip("\ufeff")
    rest = _EMPTY.sub("", _COMMENTS.sub("", text))
    if len(content) > _MOST_SCRIPT or rest:
        raise script()
