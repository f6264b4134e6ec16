"""The forms that pages show, read off their HTML: each control with its name, label and what describes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html

from worldcities.tests.access_table import TABLE
from worldcities.tests.addresses import addresses
from worldcities.tests.file_addresses import NO_PAGES

# Together they open every form: administrators those of the office, coordinators those of a side.
READERS = ("administrator", "coordinator", "anonymous")
_SILENT = {"hidden", "submit", "button", "image", "reset"}
_PICKED = {"radio", "checkbox"}


@dataclass(frozen=True)
class Control:
    """What a reader fills in; several boxes of one name are one. `described` are the words that are tied to it."""

    name: str
    kind: str
    value: str
    described: tuple[str, ...]
    ids: tuple[str, ...]

    @property
    def is_text(self) -> bool:
        """Whether anything can be typed into it."""
        return self.kind not in _PICKED | {"select", "file", "password"}


@dataclass(frozen=True)
class Form:
    """A form that is sent: the page that shows it, to whom, where it goes, its controls and what a browser sends."""

    page: str
    reader: str
    action: str
    controls: tuple[Control, ...]
    sent: dict[str, list[str]]


def read_page(content: bytes) -> Any:
    """The page as a tree; no tree holds a zero byte."""
    return html.document_fromstring(content.replace(b"\x00", b""))


def text(element: Any) -> str:
    """What an element says, in one line."""
    return " ".join(element.text_content().split())


def _controls(form: Any) -> list[Control]:
    found: dict[str, Control] = {}
    root = form.getroottree().getroot()
    for one in form.xpath(".//input | .//select | .//textarea"):
        kind, name = one.get("type") or one.tag, one.get("name") or ""
        if kind not in _SILENT and name not in found:
            around = [*reversed(list(one.iterancestors())), one]
            ids = tuple(key for part in around for key in (part.get("aria-describedby") or "").split())
            told = [root.get_element_by_id(key, None) for key in ids]
            words = tuple("" if part is None else text(part) for part in told)
            found[name] = Control(name, kind, str(one.value or ""), words, ids)
    return list(found.values())


def _sent(form: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return found


def forms_of(content: bytes, *, page: str = "", reader: str = "", path: str = "") -> list[Form]:
    """The forms of a page's own part that are sent and filled in; those of its head and foot belong to every page."""
    found = []
    for form in read_page(content).iterfind(".//main//form"):
        controls = _controls(form) if (form.get("method") or "").lower() == "post" else []
        if controls:
            action = (form.get("action") or path).partition("#")[0] or path
            found.append(Form(page, reader, action, tuple(controls), _sent(form)))
    return found


def forms_of_the_portal(visit: Any, words: Any) -> Iterator[Form]:
    """Every form that an address of the table shows to one of the readers; `visit` is the fixture."""
    for reader in READERS:
        for address in addresses():
            if address.name in TABLE and address.name not in NO_PAGES and TABLE[address.name].opens(reader):
                path = address.path(words)
                answer = visit(reader, "GET", path)
                if answer.get("Content-Type", "").startswith("text/html"):
                    yield from forms_of(answer.content, page=address.name, reader=reader, path=path)
