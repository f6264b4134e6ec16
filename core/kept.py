"""Pages that are kept: what has not changed since is not made again."""

import datetime as dt
import pickle
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from core import clock
from core.access import Access, Grants
from core.act_forms import new_token
from core.log import SHARED, of_person, read_numbers

DAY = 86_400  # seconds
QUARTER = 900  # seconds; so long at most a page is kept, because what begins or ends within a day does so on a quarter
_OF_GRANTS = [field.name for field in fields(Grants)]
_NOT_OF_PAGES = frozenset({"password", "last_login"})  # columns of a person that no page shows
# The words of forms that are another one in each answer.
_WORDS: dict[str, Callable[[HttpRequest], str]] = {
    "csrfmiddlewaretoken": get_token,
    "once": lambda _request: new_token(),
}
_OF_FORMS = re.compile(rf'(name="({"|".join(_WORDS)})"[^>]*? value=")[^"]*')


@cache
def _mark() -> str:
    """What stands before a place that is left open; nobody can write it into a record."""
    return salted_hmac("core.kept", "places", algorithm="sha256").hexdigest()[:24]


def left_open(name: str) -> SafeString:
    """A place of a page that each answer fills anew."""
    return mark_safe(f"[{_mark()} {name}]")  # noqa: S308 - letters and digits


@cache
def _places() -> re.Pattern[str]:
    return re.compile(rf"\[{_mark()} ([a-z_]+)\]")


@cache
def _code_state() -> int:
    """When what makes pages was last changed: the newest file of code, templates, texts and looks."""
    ours = (*(name for name in settings.INSTALLED_APPS if "." not in name), "templates", "locale", "static")
    files = (file for name in ours for file in (settings.BASE_DIR / name).rglob("*.*"))
    return max(file.stat().st_mtime_ns for file in files)


def forget_pages() -> None:
    """Let no page lie about that shows what was erased since."""
    caches["pages"].clear()


class Kept(Access):
    """A page that is read, kept for its reader until something changes that it may show.

    It is kept for one person, with what that person may read and has set, in one language and zone, for a quarter of
    an hour, under the counters of `read_scopes`. They are read before the page reads its records: a change that comes
    between leads to a page under an old counter, which nobody asks for again. What each answer has of its own is left
    open in what is kept (`{% live %}`). Where a message waits for the reader the page is made anew.
    """

    # Places that are drawn for each answer, by the name of what is kept for them in the page's context: the template,
    # and what makes its context of that at a moment, without a query.
    live: dict[str, tuple[str, Callable[[Any, dt.datetime], dict[str, Any]]]] = {}
    # The counters of all that the page may show, by name; one query.
    read_scopes: Callable[[], dict[str, int]]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The kept page, else the page as it is made, which is then kept; a worker asks for a file and gets no page."""
        if request.method not in {"GET", "HEAD"} or hasattr(request, "file_purpose"):
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        pages = caches["pages"]
        key = "" if len(messages.get_messages(request)) else self._key(request)
        if key and (kept := pages.get(key)):
            packed, facts = kept
            return HttpResponse(self._filled(request, zlib.decompress(packed).decode(), facts))
        response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        if isinstance(response, TemplateResponse) and response.status_code == HttpResponse.status_code:
            page = _OF_FORMS.sub(lambda found: f"{found[1]}{left_open(found[2])}", response.rendered_content)
            facts = {name: (response.context_data or {})[name] for name in self.live}
            if key:
                pages.set(key, (zlib.compress(page.encode(), 1), facts), QUARTER)
            response.content = self._filled(request, page, facts)
        return response

    def _key(self, request: HttpRequest) -> str:
        person: Any = request.user
        grants = self.grants
        numbers = sorted(self.read_scopes().items())
        columns = [one.attname for one in person._meta.concrete_fields if one.name not in _NOT_OF_PAGES]
        facts = (
            _mark(),
            _code_state(),
            request.build_absolute_uri(),
            get_language(),
            timezone.get_current_timezone_name(),
            int(clock.now().timestamp()) // QUARTER,
            [str(getattr(person, name)) for name in columns],
            [sorted(kept) if isinstance(kept := getattr(grants, name), frozenset) else kept for name in _OF_GRANTS],
            numbers,
        )
        return sha256(repr(facts).encode()).hexdigest()

    def _filled(self, request: HttpRequest, page: str, facts: dict[str, Any]) -> str:
        """The page with what this answer has of its own."""

        def filled(place: re.Match[str]) -> str:
            name = place[1]
            if name in _WORDS:
                return _WORDS[name](request)
            template, context_of = self.live[name]
            return render_to_string(template, context_of(facts[name], clock.now()), request)

        return _places().sub(filled, page)


def kept_parts[Row: Any, Part](
    name: str, rows: Sequence[Row], make: Callable[[list[Row]], Mapping[int, Part]], *facts: Any
) -> dict[int, Part]:
    """Of each row its part of a page, by key: `make` makes those in whose rows something has changed since.

    They are kept for everybody, in one language and for a day: `facts` tell apart what readers may see of the rows.
    These come with `changes`, which were counted when they were read (`core.log.count_changes`). Parts that are shown
    together are kept together.
    """
    pages = caches["pages"]
    asked = (_mark(), _code_state(), name, get_language(), clock.today(), facts, [row.pk for row in rows])
    key = sha256(repr(asked).encode()).hexdigest()
    packed = pages.get(key)
    kept = pickle.loads(zlib.decompress(packed)) if packed else {}  # noqa: S301 - what was packed below
    if others := [row for row in rows if row.pk not in kept or kept[row.pk][0] != row.changes]:
        made = make(others)
        kept |= {row.pk: (row.changes, made[row.pk]) for row in others}
        pages.set(key, zlib.compress(pickle.dumps(kept), 1), DAY)
    return {row.pk: kept[row.pk][1] for row in rows}


class KeptForReader(Kept):
    """A page of whatever the reader may read, in any strand."""

    def read_scopes(self) -> dict[str, int]:
        """Of all strands that the reader reads, and of what is the reader's own."""
        if self.grants.is_administrator:
            return read_numbers([""])
        strands = (f"strand-{key}" for key in sorted(self.grants.strands))
        return read_numbers([SHARED, of_person(self.grants.user_id), *strands])
