"""Where a link leads: into the file, to a file on the reader's own disk, or over the network."""

from __future__ import annotations

import re
from urllib.parse import unquote

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
