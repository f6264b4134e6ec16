"""What every page has to pass, looked at in a browser: each finding is one line of text."""

import gzip
from collections.abc import Callable, Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

from core.tests.tried import PAGES, tried
from e2e.admin_exceptions import EXCUSES
from e2e.portal import DESKTOP, LANGUAGES, PHONE, WIDTHS, Visit, Window
from e2e.reflow import NARROW, TABLET, ask, lost, lost_large, lost_spaced
from worldcities.tests.access_table import TABLE
from worldcities.tests.english import english_words

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What axe holds to be good practice beside the criteria.
BEST = [*WCAG, "best-practice"]
RUN_AXE = """tags => axe.run(document, {runOnly: tags, resultTypes: ["violations"]}).then(result =>
    result.violations.map(one => [one.id, one.nodes.map(node => node.target.flat().join(" "))]))"""
MATCHES = "([target, selector]) => !!document.querySelector(target)?.closest(selector)"
TOO_WIDE = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    const clipped = one => { for (let up = one.parentElement; up; up = up.parentElement)
        if (getComputedStyle(up).overflowX !== "visible") return true; return false; };
    return [...document.body.querySelectorAll("*")]
        .filter(one => one.getBoundingClientRect().right > wide + 0.5 && !clipped(one))
        .slice(0, 4).map(one => one.tagName.toLowerCase() + "." + one.getAttribute("class")).concat(["page"]);
}"""
# Every text that a reader sees or hears in Korean: what another language marks is left out.
KOREAN_TEXTS = """excused => {
    // A title has no marks of its own: what the page itself marks as another language counts as marked there.
    const foreign = [...document.querySelectorAll("h1 [lang]")].filter(one => !one.lang.startsWith("ko"));
    const texts = [foreign.reduce((title, one) => title.replace(one.textContent.trim(), ""), document.title)];
    const korean = one => (one.closest("[lang]")?.lang || "").startsWith("ko");
    const read = one => korean(one) && !one.closest("script, style, noscript, template, textarea, .hidden")
        && !(excused && one.closest(excused));
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (read(walker.currentNode.parentElement)) texts.push(walker.currentNode.data);
    for (const name of ["aria-label", "alt", "title", "placeholder"])
        for (const one of document.querySelectorAll(`[${name}]`)) if (read(one)) texts.push(one.getAttribute(name));
    for (const one of document.querySelectorAll("input[type=submit], input[type=button]"))
        if (read(one)) texts.push(one.value);
    return texts.map(text => text.trim()).filter(Boolean);
}"""
# Korean dates that stand in two lines; of a narrow column, where one has to, its style says so.
BROKEN_DATES = """() => {
    const date = /(?:\\d{4}\\. )?(?:\\d{1,2}\\. )?\\d{1,2}\\.\\([월화수목금토일]\\)|\\d{4}\\. \\d{1,2}\\./g;
    const found = [], range = new Range(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode, up = text.parentElement;
        if (!up.checkVisibility() || up.closest("textarea, option, svg, .visually-hidden, .wc-nowrap")) continue;
        for (const one of text.data.matchAll(date)) {
            range.setStart(text, one.index);
            range.setEnd(text, one.index + one[0].length);
            if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) found.push(one[0]);
        }
    }
    return found;
}"""
# Asked for in one go: each question to a page costs more than its answer.
FACTS = f"""excused => ({{
    lang: document.documentElement.lang, headings: document.querySelectorAll("h1").length,
    asked: performance.getEntriesByType("resource").map(one => one.name).filter(url => url.startsWith("http")),
    wide: ({TOO_WIDE})(), broken: ({BROKEN_DATES})(), texts: ({KOREAN_TEXTS})(excused)
}})"""
# A form without anything but its token: what comes back is the page with every fault that it can name.
SEND_NOTHING = """() => {
    const form = document.createElement("form");
    form.method = "post";
    const token = document.querySelector("[name=csrfmiddlewaretoken]");  // none behind a personal link
    if (token) form.append(token.cloneNode());
    document.body.append(form);
    form.submit();
}"""
REFUSED = frozenset({409, 422})
ANSWERS = REFUSED | {200}
# Of the many forms and lists each language is looked at in one width.
ONE_WIDTH = dict(zip(LANGUAGES, WIDTHS, strict=True))
# Bytes of a page's own answer as it goes over the wire: what a later visit costs (e2e/test_first_screen.py).
HEAVIEST = 29_500
# A third of axe's time went into reading the same few colours anew for each element.
COLOURS_READ_ONCE = """
(() => {
    const color = axe.commons.color.Color.prototype, parse = color.parseString, known = new Map();
    color.parseString = function (text) {
        if (!known.has(text)) known.set(text, parse.call(new axe.commons.color.Color(), text));
        const { r, g, b, alpha } = known.get(text);
        return Object.assign(this, { r, g, b, alpha });
    };
})();
"""
# What axe does for browsers older than this one: each field of a colour is a weak map of all colours, and what is known
# of an element is looked for in a list of all elements, which takes a large page the square of its time.
OWN_FIELDS = """class OwnMap {
    key = Symbol();
    has(one) { return this.key in one; }
    get(one) { return one[this.key]; }
    set(one, value) { one[this.key] = value; }
    add(one) { one[this.key] = true; }
}
const OwnSet = OwnMap;
"""
QUICKER = {
    "=new Weak": "=new Own",
    "n=[],r=[];return{get:function(e){e=a.call(n,e[0]);return-1===e?null:r[e]},"
    "set:function(e){return n.push(e[0]),r.push(++t),t}": "n=new Map;return{get:e=>n.get(e[0])??null,"
    "set:e=>(n.set(e[0],++t),t)",
    "clear:function(){n=[],r=[]}": "clear:()=>n.clear()",
}


def _axe_source() -> str:
    source = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    for slow, quick in QUICKER.items():
        assert slow in source, "another version of axe: what makes it quicker has to be found anew"
        source = source.replace(slow, quick)
    return f"(() => {{ {OWN_FIELDS}{source}{COLOURS_READ_ONCE} }})()"


AXE = _axe_source()


def _is_admin(visit: Visit) -> bool:
    return visit.address is not None and visit.address.is_admin


def _excused(page: Page, rule: str, target: str) -> bool:
    return any(rule == one.rule and page.evaluate(MATCHES, [target, one.selector]) for one in EXCUSES)


def axe_of(window: Window, rules: list[str], *, admin: bool) -> Iterable[str]:
    page = window.page
    if not window.has_axe:
        # Into the document that is open, and into each that this window opens from now on.
        page.evaluate(AXE)
        page.add_init_script(AXE)
        window.has_axe = True
    for rule, targets in page.evaluate(RUN_AXE, rules):
        left = [target for target in targets if not (admin and _excused(page, rule, target))]
        if left:
            yield f"axe {rule}: {', '.join(left[:4])}"


def findings(window: Window, visit: Visit, response: Any, *, rules: list[str] = WCAG) -> Iterable[str]:
    """Everything that is wrong with the page that the window shows; `rules` are tags of axe."""
    page, admin = window.page, _is_admin(visit)
    tried(PAGES, visit, window.language, window.width)
    if response.status not in visit.statuses:
        yield f"status {response.status}"
    yield from (f"console: {line[:200]}" for line in window.complaints)
    facts = ask(page, FACTS, ", ".join(one.selector for one in EXCUSES if admin and one.rule == "english"))
    yield from (f"asks another host: {url}" for url in facts["asked"] if not url.startswith(window.portal.url))
    if facts["lang"] != window.language:
        yield f"html lang is {facts['lang']}"
    if facts["headings"] != 1:
        yield f"{facts['headings']} h1"
    if window.width == PHONE and facts["wide"]:
        yield f"wider than the window: {', '.join(facts['wide'])}"
    if facts["broken"] and not admin:
        yield f"dates in two lines: {', '.join(facts['broken'])}"
    if window.language == "ko":
        yield from (f"English: {text}" for text in english_words(facts["texts"], window.portal.names))
    yield from axe_of(window, rules, admin=admin)


def answers_empty(visit: Visit, statuses: frozenset[int]) -> bool:
    """Whether its reader gets one of these where nothing is sent to the page."""
    if visit.address is None or _is_admin(visit):
        return False
    return TABLE[visit.name].answer(visit.reader, "POST") in statuses


def answered(window: Window, visit: Visit, act: Callable[[], Any]) -> tuple[Visit, Any]:
    """What an act of the page answers; the line of a browser about its status says nothing new."""
    with window.page.expect_navigation() as leaving:
        act()
    window.complaints.clear()
    return Visit(f"{visit}, sent", visit.reader, visit.address, statuses=ANSWERS), leaving.value


def look_at(window: Any, visit: Visit) -> list[str]:
    """The findings of one page in both languages at both widths; one that holds in several is told once.

    No page asks how wide it is but by its style sheets, so that one answer is looked at in every width: as wide as a
    desktop, also with its text large or set apart, then as a tablet, a phone, and a very narrow window. A form that
    is refused empty is then sent so, which changes nothing, and its answer looked at.
    """
    told: dict[str, list[str]] = {}

    def note(found: Iterable[str], where: str) -> None:
        for finding in found:
            told.setdefault(finding, []).append(f"{language} {where}")

    for language in LANGUAGES:
        seen = window(visit.reader, language=language, drawn=False)
        response = seen.visit(seen.portal.path(visit, language))
        seen.resize(DESKTOP)
        if (weight := len(gzip.compress(response.body()))) > HEAVIEST:
            note([f"{weight} bytes compressed"], "")
        note(findings(seen, visit, response), str(DESKTOP))
        if not _is_admin(visit):
            note(lost_large(seen.page), "text at 200 %")
            note(lost_spaced(seen.page), "spaced text")
            seen.resize(TABLET)
            note(lost(seen.page), str(TABLET))
        seen.resize(PHONE)
        note(findings(seen, visit, response), str(PHONE))
        if not _is_admin(visit):
            seen.resize(NARROW)
            note(lost(seen.page), str(NARROW))
        if answers_empty(visit, REFUSED):
            answer = answered(seen, visit, lambda page=seen.page: page.evaluate(SEND_NOTHING))
            note(lost(seen.page), f"sent empty {NARROW}")
            seen.resize(ONE_WIDTH[language])
            note(findings(seen, *answer, rules=BEST), f"sent empty {ONE_WIDTH[language]}")
    return [f"{finding}  [{', '.join(where)}]" for finding, where in told.items()]


def passes(desk: Any, name: str) -> None:
    """The page that somebody has come to passes as well, as wide as a desktop and as a phone."""
    found = []
    for width in WIDTHS:
        desk.window.resize(width)
        found += findings(desk.window, Visit(name, ""), SimpleNamespace(status=200), rules=BEST)
    desk.window.resize(DESKTOP)
    assert not found, "\n".join([name, *found])
