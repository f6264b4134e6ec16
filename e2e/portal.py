"""The served portal as the browser tests know it: its people, its addresses, and a reader's window on it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, Page, Response, TimeoutError as TookTooLong, ViewportSize

from partnerships.models import Pairing, Theme
from worldcities.demo.preparing import CODE
from worldcities.demo.story import DOMAIN
from worldcities.tests.access_table import TABLE
from worldcities.tests.addresses import Address, addresses, words_of_admin
from worldcities.tests.english import names
from worldcities.tests.file_addresses import NO_PAGES
from worldcities.tests.seed import address_kwargs

PASSWORD = "lantern-harbour-42"
LANGUAGES = ("en", "ko")
# One desktop and one phone everywhere, in pixels.
DESKTOP, PHONE = 1366, 390
WIDTHS = (DESKTOP, PHONE)
HEIGHTS = {DESKTOP: 850, PHONE: 844}
# Who looks at a page: the first of these whom it opens to.
READERS = ("coordinator", "staff", "administrator", "anonymous")
ENOUGH = 5_000  # milliseconds for a page
BOXES = {
    "coordinator": "busan",
    "other": "barcelona",
    "staff": "staff",
    "authority": "authority",
    "administrator": "admin",
}
REAL = "/strands/eu-korea-2017/"
REAL_PAGES = {
    "board": "",
    "pairing": "pairings/busan-barcelona/",
    "milestone": "pairings/busan-barcelona/milestones/closing-meeting/",
    "history": "pairings/busan-barcelona/history/",
    "texts": "pairings/busan-barcelona/texts/",
}
# The pages of a draft: the other pages of reports are of an issued one.
_DRAFT = {"scope": "strand", "revision": 1}
WORDS = {
    # An act that the milestone of the other pages does not know: the other side reported this one.
    "partnerships:milestone-object": {"milestone": "mid-term-call"},
    **{f"reports:report-{act}": _DRAFT for act in ("discard", "issue", "preview", "sections", "write")},
}
# Whom the record of WORDS opens to, where the other pages of the kind open to somebody else.
READER_OF = {"reports:report-preview": "staff"}
# These speak the language of the link that opens them, until the reader chooses the other one.
BY_LINK = {"events:delegate-page", "events:delegate-done", "events:delegate-erase"}


@dataclass(frozen=True)
class Visit:
    """A page to look at: who, where, and which statuses are right."""

    name: str
    reader: str
    address: Address | None = None
    path: str = ""
    statuses: frozenset[int] = frozenset({200})

    def __str__(self) -> str:
        return self.name


def _reader(name: str) -> str | None:
    if name in NO_PAGES:
        return None
    if name in BY_LINK:
        return "anonymous"
    if name in READER_OF:
        return READER_OF[name]
    return next((role for role in READERS if TABLE[name].opens(role)), None)


def portal_visits() -> list[Visit]:
    """Every page of the access table but Django admin's, and those that no address stands for."""
    ours = [(address, _reader(address.name)) for address in addresses() if not address.is_admin]
    return [
        *(Visit(address.name, reader, address) for address, reader in ours if reader),
        Visit("search for a name", "coordinator", path="/search/?q=barcelona"),
        Visit("search that finds nothing", "coordinator", path="/search/?q=없는말"),
        *(Visit(f"the real strand: {name}", "coordinator", path=f"{REAL}{path}") for name, path in REAL_PAGES.items()),
        Visit("tasks of staff", "staff", path="/"),
        Visit("tasks of the other side", "other", path="/"),
        Visit("an objection", "staff", path=f"/strands/{CODE}/pairings/gwangju-tampere/milestones/mid-term-call/"),
        Visit("a plan in approval", "staff", path=f"/strands/{CODE}/pairings/gwangju-tampere/texts/"),
        Visit("no such page", "coordinator", path="/no-such-page/", statuses=frozenset({404})),
        Visit("no access", "coordinator", path="/strands/eu-korea-2017/people/invite/", statuses=frozenset({403})),
        Visit("a dead invitation", "anonymous", path="/invitations/never-was/", statuses=frozenset({404})),
    ]


def admin_visits() -> list[Visit]:
    """Every page of Django admin that shows something; what nobody may add answers with the page for that.

    The pages of another code and of the end of a record are the same for all records: those of themes stand for them.
    """
    ends = ("index", "app_list", "changelist", "add", "change", "history")
    once = ("admin:partnerships_theme_code", "admin:partnerships_theme_delete")
    named = [address for address in addresses() if address.is_admin and address.named]
    shown = [
        address
        for address in named
        if address.name in once or address.name.removeprefix("admin:").split("_", 2)[-1].endswith(ends)
    ]
    return [
        Visit(
            address.name,
            "administrator",
            address,
            statuses=frozenset({200, 403} if address.name.endswith("_add") else {200}),
        )
        for address in shown
    ]


@dataclass
class Portal:
    """The portal at its address, with the words that addresses take in the invented strand, which is alive."""

    url: str
    _cookies: dict[str, str] = field(default_factory=dict)

    @cached_property
    def words(self) -> dict[str, Any]:
        """Busan and Barcelona's, with a meeting that was moved and a text that waits."""
        pairing = Pairing.objects.for_page().get(strand__code=CODE, code="busan-barcelona")
        theme = Theme.objects.filter(strand__code=CODE, parent=None).order_by("position")[0]
        return address_kwargs(pairing, "bilateral-meeting", theme.code, token="an-open-invitation")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names that no language changes, those among `words` with them."""
        return names() if self.words else ()

    def path(self, visit: Visit, language: str) -> str:
        """The path of a page to look at, in one language."""
        if visit.address is None:
            return visit.path
        words = self.words | WORDS.get(visit.name, {})
        path = visit.address.path(words | words_of_admin(visit.name) if visit.address.is_admin else words)
        return f"{path}?language={language}" if visit.name in BY_LINK else path

    def cookie(self, role: str) -> str:
        """The session of a person of the role, signed in without the form."""
        if role not in self._cookies:
            client = Client()
            user = get_user_model().objects.get(email=f"{BOXES[role]}@{DOMAIN}")
            client.force_login(user, "django.contrib.auth.backends.ModelBackend")
            self._cookies[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return self._cookies[role]


def viewport(width: int) -> ViewportSize:
    """A window of this width; of any other than the two it is as high as the desktop's."""
    return {"width": width, "height": HEIGHTS.get(width, HEIGHTS[DESKTOP])}


class Window:
    """A browser window of one reader, which writes down what the page complained of."""

    def __init__(
        self, browser: Browser, portal: Portal, role: str, *, language: str, width: int, drawn: bool = True
    ) -> None:
        self.portal = portal
        self.language = language
        self.width = width
        self.context = browser.new_context(
            base_url=portal.url,
            locale={"en": "en-GB", "ko": "ko-KR"}[language],
            viewport=viewport(width),
        )
        if role != "anonymous":
            name, value = settings.SESSION_COOKIE_NAME, portal.cookie(role)
            self.context.add_cookies([{"name": name, "value": value, "url": portal.url}])
        self.page: Page = self.context.new_page() if drawn else self._undrawn_page(browser)
        self.has_axe = False
        self.complaints: list[str] = []
        self.page.on("console", lambda line: self._note_line(line.type, line.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _undrawn_page(self, browser: Browser) -> Page:
        """A page that the browser lays out whenever it is asked something, and never draws: a quarter of its work."""
        beside = self.context.new_page()
        target = self.context.new_cdp_session(beside).send("Target.getTargetInfo")["targetInfo"]
        wanted = {"browserContextId": target["browserContextId"], "enableBeginFrameControl": True, "url": "about:blank"}
        with self.context.expect_page() as opened:
            browser.new_browser_cdp_session().send("Target.createTarget", wanted)
        beside.close()
        return opened.value

    def _note_line(self, kind: str, text: str) -> None:
        # The browser's own line about a page whose status is an error says nothing new.
        if kind == "error" and "status of 40" not in text:
            self.complaints.append(text)

    def resize(self, width: int) -> None:
        """Make the window so many pixels wide."""
        if width != self.width:
            self.page.set_viewport_size(viewport(width))
            self.width = width

    def visit(self, path: str) -> Response:
        """Go to a path and forget what an earlier page did."""
        self.complaints.clear()
        try:
            response = self.page.goto(path, timeout=ENOUGH)
        except TookTooLong:
            # Where nothing is drawn, a busy browser now and then waits for a frame that nobody asks for.
            response = self.page.goto(path)
        assert response, path
        return response

    def close(self) -> None:
        """Close it with all its pages."""
        self.context.close()
