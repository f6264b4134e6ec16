"""The heading of a page and what can be done there; every template has these tags without loading them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from core.actions import Button

register = template.Library()


@register.simple_tag(name="buttons")
def as_links(offered: Sequence[Button]) -> SafeString:
    """What the reader may do now, as links."""
    return format_html_join(
        "\n",
        '<a class="wc-button{}" href="{}">{}</a>',
        ((f" wc-button--{button.kind}" if button.kind else "", button.url, button.label) for button in offered),
    )


type Links = Iterable[Button | tuple[str, str]]  # a label and its address; what has no address is left out


def _menu(label: str, links: Links) -> SafeString | str:
    shown = [(url, text) for text, url, *_ in links if url]
    if not shown:
        return ""
    return format_html(
        '<details class="wc-switch wc-acts" name="acts"><summary class="wc-button">{}</summary>'
        '<ul class="wc-switch-list wc-switch-list--end">{}</ul></details>',
        label,
        format_html_join("", '<li><a href="{}">{}</a></li>', shown),
    )


@register.simple_tag
def add_menu(links: Links) -> SafeString | str:
    """What the reader may add to a record now."""
    return _menu(pgettext("verb", "Add"), links)


def _beside_title(
    *, buttons: Sequence[Button] = (), acts: str = "", add: Links = (), more: Links = ()
) -> SafeString | str:
    """At most two buttons; the others and those of the weight of a word open from the menu that `more` is in."""
    weighty = [one for one in buttons if one.kind != "word"][:2]
    seldom = [one for one in buttons if one not in weighty]
    parts = [as_links(weighty), add_menu(add), _menu(pgettext("acts", "More"), [*seldom, *more])]
    shown = format_html_join("\n", "{}", ((one,) for one in parts if one))
    return format_html('{}<div class="wc-buttons">{}</div>', acts, shown) if shown else acts


@register.simple_tag
def page_title(heading: str, lede: str = "", **beside: Any) -> SafeString:
    """The heading of a page with a line below it; beside it what can be done: `buttons`, `add`, `more`, or `acts`."""
    top = format_html("<h1>{}</h1>", heading)
    if lede:
        top = format_html('<div>{}<p class="wc-lede">{}</p></div>', top, lede)
    return format_html('<div class="wc-title">{}{}</div>', top, _beside_title(**beside))


@register.simple_block_tag
def page_head(content: str, heading: str, **beside: Any) -> SafeString:
    """The same for a heading under which more than a line stands."""
    shown = _beside_title(**beside)
    return format_html('<div class="wc-title"><div><h1>{}</h1>{}</div>{}</div>', heading, content, shown)
