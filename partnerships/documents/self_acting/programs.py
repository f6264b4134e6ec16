"""Programs, scripts, and archives that nobody can look into: told by how they begin and by what they are called."""

from __future__ import annotations

import re

from partnerships.documents.refused_files import program

HEAD = 1 << 16  # bytes of a file that are asked; what an ISO image says of itself comes after 32 KB
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",  # Mach-O, in its four ways
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",  # Mach-O of several machines, and Java
    b"\0asm",
    b"dex\n",
    b"L\0\0\0\x01\x14\x02\0",  # a shortcut of Windows
    b"ITSF",  # help of Windows, which runs scripts
    b"FWS",
    b"CWS",
    b"ZWS",  # Flash
    b"%!PS",
    b"\xc5\xd0\xd3\xc6",  # PostScript
)
_ARCHIVES = (
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"\x1f\x9d",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"\x04\x22\x4d\x18",
    b"MSCF",
    b"MSWIM",
    b"ISc(",
    b"xar!",
    b"!<arch>",
    b"\xed\xab\xee\xdb",
    b"ALZ\x01",
    b"EGGA",
    b"hsqs",
    b"vhdxfile",
    b"conectix",
)
# What programs read as a script, or as a page of their own that may hold one; small letters, after blanks.
_TEXTS = (
    b"#!",
    b"{\\rt",
    b"<html",
    b"<!doctype html",
    b"<script",
    b"<hta:",
    b"<scriptlet",
    b"mime-version:",
    b"activemime",
    b"[internetshortcut]",
    b"[desktop entry]",
    b"windows registry editor",
    b"regedit4",
    b"@echo",
)
_BEGINS = (*_PROGRAMS, *_ARCHIVES)
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
    words = head[:4096].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    if words.lower().startswith(_TEXTS):
        raise program()
    if _ending(name) in _ENDINGS:
        raise program()


def _ending(name: str) -> str:
    """Without the blanks and points at the end that Windows takes away."""
    return name.rstrip(". \t\0").rpartition(".")[2].lower() if "." in name else ""
