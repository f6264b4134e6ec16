"""What a page keeps when it is narrow, when its text is twice as large, and when its lines are set wider apart.

WCAG 2.2: 1.4.4 (text at 200 %), 1.4.10 (320 CSS pixels), 1.4.12 (text spacing), and 2.4.11 (focus not hidden).
"""

from collections.abc import Iterable
from typing import Any

from playwright.sync_api import Page

NARROW = 320
# Just wide enough for tables to be tables: where their columns have the least room.
TABLET = 780
# What a reader sets over the page: as a style sheet made by script, which no page's own policy refuses.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
# The size of text that the browser's own settings give, in pixels: usual, and twice that.
USUAL, TWICE = 16, 32

# What is cut off, runs into something else, stands there in both its forms, and makes the whole page scroll sideways.
LOST = """css => {
    if (css) {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        document.adoptedStyleSheets = [sheet];
    }
    const found = [], wide = document.documentElement.clientWidth;
    const named = one => one.tagName.toLowerCase() + "." + (one.getAttribute("class") || "").split(" ").join(".");
    const seen = one => one.checkVisibility({visibilityProperty: true, opacityProperty: true});
    const style = one => getComputedStyle(one);
    // Asked once for an element: its parent knows the rest of the way up.
    const known = ask => { const answers = new Map(); return one => {
        if (!answers.has(one)) answers.set(one, ask(one)); return answers.get(one); }; };
    const unseen = known(one => style(one).clipPath !== "none" || style(one).clip !== "auto"
        || !!one.parentElement && unseen(one.parentElement));
    const clipper = known(({parentElement: up}) => !up || style(up).overflowX !== "visible" ? up : clipper(up));
    const all = [...document.body.querySelectorAll("*")].filter(one => seen(one) && !unseen(one));
    if (document.documentElement.scrollWidth > wide)
        found.push("page scrolls sideways: " + all.filter(one => one.getBoundingClientRect().right > wide + 0.5
            && !clipper(one)).slice(0, 4).map(named).join(", "));
    for (const one of all) {
        const narrow = [...one.classList].find(name => name.endsWith("-wide"))?.replace(/-wide$/, "-narrow");
        if (narrow && [...one.parentElement.children].some(other => other.classList.contains(narrow) && seen(other)))
            found.push("shown twice: " + named(one));
        const {overflowX, overflowY} = style(one), aside = one.scrollWidth > one.clientWidth + 1;
        const cut = (overflowX === "hidden" || overflowX === "clip") && aside
            || (overflowY === "hidden" || overflowY === "clip") && one.scrollHeight > one.clientHeight + 3;
        if (cut && one.innerText?.trim() && !one.closest("svg") && !style(one).webkitLineClamp.match(/\\d/))
            found.push("cut off: " + named(one));
        const scrolls = overflowX === "auto" || overflowX === "scroll";
        if (scrolls && aside && one.clientWidth && !one.matches("textarea, select, input, pre")) {
            if (one.tabIndex < 0 && !one.querySelector("a, button, input, select, summary"))
                found.push("scrolls without keys: " + named(one));
            if (!one.matches("[aria-label], [aria-labelledby]")) found.push("scrolls without a name: " + named(one));
        }
    }
    // Words that stand on other words: of lines of text, those that share more than a few pixels both ways.
    const boxes = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = new Range();
    while (walker.nextNode()) {
        const text = walker.currentNode, up = text.parentElement;
        if (!text.data.trim() || !seen(up) || unseen(up) || up.closest("svg, option, script, style")) continue;
        const held = up.closest(".wc-buttons") || up.closest("th, td, p, div, a") || up;
        if (["sticky", "fixed"].includes(style(held).position)) continue;
        range.selectNodeContents(text);
        const within = clipper(up)?.getBoundingClientRect();
        for (const box of range.getClientRects())
            if (box.width > 2 && box.height > 2 && !(within && (box.left >= within.right || box.right <= within.left)))
                boxes.push([box, up]);
    }
    boxes.sort((one, other) => one[0].top - other[0].top);
    for (let i = 0; i < boxes.length; i++)
        for (let j = i + 1; j < boxes.length && boxes[j][0].top < boxes[i][0].bottom - 5; j++) {
            const [one, a] = boxes[i], [other, b] = boxes[j];
            if (Math.min(one.right, other.right) - Math.max(one.left, other.left) > 3
                && Math.min(one.bottom, other.bottom) - other.top > 5)
                found.push(`stands on other words: ${named(a)} “${a.textContent.trim().slice(0, 20)}” and ${named(b)}`
                    + ` “${b.textContent.trim().slice(0, 20)}”`);
        }
    if (css) document.adoptedStyleSheets = [];
    return [...new Set(found)].slice(0, 6);
}"""


def ask(page: Page, question: str, given: str = "") -> Any:
    """What a function finds on the page, once it is read to its end and the fonts that its layout wants are there.

    A page that is not drawn is laid out when something is asked of it, and only then fetches them.
    """
    fonts = """for (document.body.offsetTop; document.fonts.status === "loading"; document.body.offsetTop)
        await new Promise(done => setTimeout(done));"""
    page.wait_for_load_state("domcontentloaded")
    return page.evaluate(f"async given => {{ {fonts} return ({question})(given); }}", given)


def lost(page: Page) -> Iterable[str]:
    """What is lost on the page as the window is now."""
    yield from ask(page, LOST)


def lost_spaced(page: Page) -> Iterable[str]:
    """What is lost once lines, letters, words and paragraphs are set apart as WCAG 1.4.12 says."""
    yield from ask(page, LOST, SPACED)


def lost_large(page: Page) -> Iterable[str]:
    """What is lost once the reader's browser is set to text of 200 %."""
    settings = page.context.new_cdp_session(page)
    settings.send("Page.setFontSizes", {"fontSizes": {"standard": TWICE, "fixed": TWICE}})
    yield from lost(page)
    settings.send("Page.setFontSizes", {"fontSizes": {"standard": USUAL, "fixed": USUAL}})
    settings.detach()
