"""The portal's prose: the handbook by chapters, who reads which first, which explains a page; and the statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language, gettext, gettext_lazy as _

from core.access import Grants
from core.folding import fold, holds, query_parts
from core.parts import SearchGroup, SearchResult
from worldcities.personal_data import periods, personal_data_table

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict


FOLDER = "handbook"
CHAPTERS = (
    "start",
    "tasks",
    "journey",
    "confirm",
    "projects",
    "contacts",
    "matching",
    "hours",
    "events",
    "delegates",
    "visits",
    "trips",
    "agreements",
    "updates",
    "results",
    "exports",
    "staff",
    "authority",
    "administration",
    "operating",
    "words",
)


# What somebody of a role reads, in the order in which they need it.
SHELVES = (
    (
        "coordinator",
        _("I coordinate a city’s partnership"),
        (
            "start",
            "tasks",
            "journey",
            "confirm",
            "projects",
            "contacts",
            "matching",
            "hours",
            "events",
            "visits",
            "trips",
            "agreements",
            "updates",
            "results",
        ),
    ),
    ("staff", _("I run the programme"), ("staff", "tasks", "events", "updates", "results", "exports")),
    ("authority", _("I read for the contracting authority"), ("authority", "journey", "updates", "exports")),
    ("observer", _("I observe"), ("start", "journey", "projects", "words")),
    ("delegate", _("I was nominated as a delegate"), ("delegates",)),
    ("administrator", _("I administer"), ("administration", "operating", "staff", "exports")),
)

# The chapter that explains a page, by how the name of its address begins; the longest beginning counts. Public
# pages of results are for readers who know nothing of the portal: no chapter.
CHAPTER_OF_PAGES = {
    "my-tasks": "tasks",
    "accounts:": "start",
    "my-data": "start",
    "operation": "operating",
    "account_": "start",
    "mfa_": "start",
    "events:": "events",
    "events:delegate-page": "delegates",
    "events:delegate-data": "delegates",
    "events:delegate-done": "delegates",
    "events:delegate-erase": "delegates",
    "events:interest": "visits",
    "events:minutes": "visits",
    "events:trip": "trips",
    "events:visit-note": "visits",
    "partnerships:access": "staff",
    "partnerships:agreement": "agreements",
    "partnerships:closing-day": "hours",
    "partnerships:comment": "contacts",
    "partnerships:confirm": "confirm",
    "partnerships:contact": "contacts",
    "partnerships:coordinator": "staff",
    "partnerships:deputy": "tasks",
    "partnerships:document": "agreements",
    "partnerships:figure-rows": "projects",
    "partnerships:follow-up": "contacts",
    "partnerships:hand-over": "staff",
    "partnerships:hours": "hours",
    "partnerships:indicator": "projects",
    "partnerships:interest": "matching",
    "partnerships:match": "matching",
    "partnerships:measurement": "projects",
    "partnerships:milestone": "journey",
    "partnerships:note": "contacts",
    "partnerships:organisation": "projects",
    "partnerships:other-": "matching",
    "partnerships:pairing": "journey",
    "partnerships:pairing-close": "staff",
    "partnerships:pairing-edit": "staff",
    "partnerships:pairing-indicators": "projects",
    "partnerships:pairing-open": "staff",
    "partnerships:pairing-projects": "projects",
    "partnerships:partner": "matching",
    "partnerships:partner-add": "staff",
    "partnerships:partner-correct": "staff",
    "partnerships:people": "staff",
    "partnerships:person": "staff",
    "partnerships:plan": "staff",
    "partnerships:practice": "matching",
    "partnerships:programme": "staff",
    "partnerships:project": "projects",
    "partnerships:question-": "matching",
    "partnerships:record-": "start",
    "partnerships:remind": "staff",
    "partnerships:result": "projects",
    "partnerships:round": "staff",
    "partnerships:stage": "staff",
    "partnerships:strand": "journey",
    "partnerships:strand-agreements": "agreements",
    "partnerships:strand-settings": "staff",
    "partnerships:strand-start": "staff",
    "partnerships:target": "projects",
    "partnerships:text": "confirm",
    "partnerships:theme": "matching",
    "partnerships:theme-add": "staff",
    "partnerships:theme-edit": "staff",
    "partnerships:timeline": "journey",
    "partnerships:translation": "start",
    "reports:": "updates",
    "reports:all-results": "",
    "reports:archive": "exports",
    "reports:brief": "exports",
    "reports:dashboard": "authority",
    "reports:export": "exports",
    "reports:import": "staff",
    "reports:programme-dashboard": "authority",
    "reports:publicity": "results",
    "reports:results": "",
    "reports:results-edit": "results",
    "reports:results-preview": "results",
    "reports:results-release": "results",
    "reports:results-withdraw": "results",
}


def read_chapter(name: str) -> Prose:
    """A chapter in the reader's language."""
    return read_prose(FOLDER, name, get_language() or "en")


def chapter_of_page(view_name: str) -> str:
    """The chapter that explains the page of an address's name; empty where none does."""
    known = [beginning for beginning in CHAPTER_OF_PAGES if view_name.startswith(beginning)]
    return CHAPTER_OF_PAGES[max(known, key=len)] if known else ""


def neighbours(name: str) -> tuple[str | None, str | None]:
    """The chapters before and after one, in the order of the handbook."""
    place = CHAPTERS.index(name)
    before = CHAPTERS[place - 1] if place else None
    after = CHAPTERS[place + 1] if place + 1 < len(CHAPTERS) else None
    return before, after


def chapters_with(query: str) -> list[str]:
    """The chapters whose source in the reader's language holds every word of the query, in any order."""
    language = get_language() or "en"
    words = query_parts(query)
    return [name for name in CHAPTERS if words and holds(words, _folded(name, language))]


@lru_cache(maxsize=64)
def _folded(name: str, language: str) -> str:
    """A chapter's source as it is searched, kept for the process."""
    return fold(prose_path(FOLDER, name, language).read_text(encoding="utf-8"))


def chapters_found(*, grants: Grants, query: str, **_facts: Any) -> Iterable[SearchGroup]:
    """Chapters that hold every word; everybody may read them."""
    results = [
        SearchResult(
            name=read_chapter(name)["title"],
            language=get_language() or "en",
            url=reverse("help-chapter", args=[name]),
        )
        for name in chapters_with(query)
    ]
    yield SearchGroup.of(gettext("Handbook"), results)


DOCS = settings.BASE_DIR / "docs"
_FILLED = re.compile(r"\{([a-z_]+)\}")
_FEW = 2  # columns for which a phone has room beside each other


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - few requests need it

    found = MarkdownIt("commonmark", {"html": False}).enable("table")
    found.add_render_rule("image", _framed)
    return found


# One text in one language, as its template reads it: `title`, `body`, `language`, and `contents`, which are the anchors
# and words of its second headings, in order.
type Prose = dict[str, Any]


def prose_path(folder: str, name: str, language: str) -> Path:
    """Where the text lies: `docs/handbook/en/confirm.md`."""
    path: Path = DOCS / folder / language / f"{name}.md"
    return path


def read_prose(folder: str, name: str, language: str, values: Mapping[str, str] | None = None) -> Prose:
    """The text of a name in a language, with its values filled in; read once per process, anew while developing."""
    path = prose_path(folder, name, language)
    read_at = path.stat().st_mtime if settings.DEBUG else 0.0
    return _read(path, folder, language, tuple(sorted((values or {}).items())), read_at)


@lru_cache(maxsize=256)
def _read(path: Path, folder: str, language: str, values: tuple[tuple[str, str], ...], _read_at: float) -> Prose:
    words = dict(values)
    text = _FILLED.sub(lambda found: words[found[1]], path.read_text(encoding="utf-8"))
    tokens = _markdown().parse(text)
    title = tokens[1].content
    body = tokens[3:]  # the title's three tokens are drawn by the page
    contents = _anchored(body)
    _label_cells(body)
    for token in body:
        for part in token.children or ():
            if part.type == "image":
                _show(part)
            elif part.type == "link_open":
                part.attrSet("href", _address(str(part.attrGet("href")), folder))
    html = _markdown().renderer.render(body, _markdown().options, {})
    # Safe: raw HTML is switched off, and the files are part of the repository.
    return {"title": title, "body": mark_safe(html), "contents": contents, "language": language}  # noqa: S308


def _anchored(tokens: list[Token]) -> list[tuple[str, str]]:
    """Give every heading an anchor of its own, made of its words; answer those of the second headings."""
    taken: set[str] = set()
    second = []
    for opening, words in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        anchor = slugify(words.content, allow_unicode=True) or "part"
        while anchor in taken:
            anchor += "-2"
        taken.add(anchor)
        opening.attrSet("id", anchor)
        if opening.tag == "h2":
            second.append((anchor, "".join(part.content for part in words.children or ())))
    return second


def _label_cells(tokens: Sequence[Token]) -> None:
    """Let each cell of a wide table say its column, for narrow pages, on which they stand below each other."""
    heads: list[str] = []
    place = 0
    for opening, words in pairwise(tokens):
        if opening.type == "table_open":
            heads = []
        elif opening.type == "th_open":
            heads.append(words.content)
        elif opening.type == "tr_open":
            place = 0
        elif opening.type == "td_open":
            if place and len(heads) > _FEW:
                opening.attrSet("data-label", heads[place])
            place += 1


def _framed(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    """A picture in a frame, in which it keeps its size on narrow pages and can be moved by keyboard too."""
    picture = renderer.image(tokens, at, options, env)
    name = escape(str(tokens[at].attrGet("alt")))
    return f'<span class="wc-scroll wc-prose-picture" role="group" tabindex="0" aria-label="{name}">{picture}</span>'


def _show(picture: Token) -> None:
    """Let a picture be asked for as a static file, with its size in pixels, so that nothing jumps once it is there."""
    from PIL import Image  # noqa: PLC0415 - few requests need it

    name = str(picture.attrGet("src")).removeprefix("../pictures/")
    with Image.open(DOCS / "handbook" / "pictures" / name) as image:
        width, height = image.size
    picture.attrSet("src", static(f"handbook/{name}"))
    picture.attrSet("width", str(width))
    picture.attrSet("height", str(height))
    picture.attrSet("loading", "lazy")


def _address(written: str, folder: str) -> str:
    """The portal's address of a linked file; any other link as it is written."""
    target, sign, anchor = written.partition("#")
    path = PurePosixPath(target)
    if path.suffix != ".md" or "://" in target:
        return written
    # `confirm.md` lies beside the text, `../../statements/en/privacy.md` in another folder.
    name, of_folder = path.stem, path.parts[-3] if len(path.parts) > 2 else folder
    url = reverse("help-chapter", args=[name]) if of_folder == "handbook" else reverse(name)
    return f"{url}{sign}{anchor}"


STATEMENTS_FOLDER = "statements"
STATEMENTS = ("accessibility", "privacy")


def read_statement(name: str, language: str) -> Prose:
    """A statement with the operator's name and address, and the periods that this installation really keeps."""
    suffix = language.upper()
    values = periods() | {
        "operator": getattr(settings, f"OPERATOR_NAME_{suffix}"),
        "email": settings.OPERATOR_EMAIL,
        "accessibility_body": getattr(settings, f"ACCESSIBILITY_BODY_{suffix}"),
        "privacy_body": getattr(settings, f"PRIVACY_BODY_{suffix}"),
        "personal_data": personal_data_table(language),
    }
    return read_prose(STATEMENTS_FOLDER, name, language, values)
