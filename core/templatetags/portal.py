"""Tags and filters of the components; every template has them without loading them."""

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.forms.widgets import CheckboxInput, ChoiceWidget
from django.shortcuts import resolve_url
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, ngettext, pgettext

from core import formats
from core.act_forms import new_token
from core.actions import Button, undo_of
from core.blocks import Lines, Written, language_of, text_of, url_of
from core.kept import left_open
from core.parts import Panel, StrandLink, collect
from core.periods import PartialDate, Period
from core.texts import LANGUAGES, Piece, TwoLanguageText, reader_language, writer_language

register = template.Library()
# A word that no other form carries; a place that each answer draws anew.
register.simple_tag(new_token, name="once")
register.simple_tag(left_open, name="live")
# For a text that names Brussels; from when to when on one clock; a time zone by its city; the size of a file.
register.filter("in_brussels", formats.format_in_brussels)
register.simple_tag(formats.format_times, name="times")
register.filter("undo_of", undo_of)
register.filter("wczone", formats.format_zone)
register.filter("wcsize", formats.format_size)

_MONTHS = "|".join([*calendar.month_name[1:], *calendar.month_abbr[1:]])
# 2026. 12. 3.(목) or 12. 3.(목) or 3.(목) or 2026. 12., with the tilde of the span that it begins
_DATE_KO = r"(?:(?:\d{4}\. )?(?:\d{1,2}\. )?\d{1,2}\.\([월화수목금토일]\)|\b\d{4}\. \d{1,2}\.)(?:~(?=\d))?"
_DATE_EN = rf"(?:\d{{1,2}}–)?\d{{1,2}} (?:{_MONTHS})\b(?: \d{{4}})?"
_DATE = re.compile(rf"({_DATE_KO}|{_DATE_EN}|\b\d{{4}}-\d{{4}}\b)")


def _in_language(text: str, language: str) -> SafeString | str:
    if language == reader_language() or not text:
        return text
    return format_html('<span lang="{}">{}</span>', language, text)


@register.filter
def text(record: Any, name: str) -> SafeString | str:
    """A text of a record in the reader's language; in the other one it is marked as such."""
    if record is None:
        return ""
    pair = getattr(type(record), name, None)
    if isinstance(pair, TwoLanguageText):
        return _in_language(*pair.pick(record))
    return written(getattr(record, name))


@register.filter
def is_optional(field: BoundField) -> bool:
    """Whether a field that is typed into may stay empty; of a text in two languages, whether both may.

    What is chosen or ticked says so by its choices.
    """
    if field.field.required or isinstance(field.field.widget, (CheckboxInput, ChoiceWidget)):
        return False
    base, _underscore, language = field.name.rpartition("_")
    if language in LANGUAGES and all(f"{base}_{one}" in field.form.fields for one in LANGUAGES):
        model = getattr(getattr(field.form, "_meta", None), "model", None)
        return model is not None and not any(one.name.endswith(f"_{base}_given") for one in model._meta.constraints)
    return field.name not in getattr(field.form, "needed_at_times", ())


@register.simple_tag(takes_context=True)
def panels(context: Any, parts: Iterable[Panel]) -> SafeString:
    """Draw parts of a page that apps contributed, each in its own template with its own context."""
    drawn = []
    for part in parts:
        drawing = context.template.engine.get_template(part.template)
        with context.push(**part.context):
            drawn.append(drawing.render(context))
    return SafeString("\n".join(drawn))


@register.simple_tag
def strand_links(strand: Any) -> list[StrandLink]:
    """The pages of a strand that other apps add to the links of its own page."""
    return list(collect("strand_links", strand=strand))


@register.simple_block_tag
def captured(content: str) -> str:
    """What stands at several places of a page, made once: captured as a name, which is then written out at each."""
    return content


@register.simple_tag(takes_context=True)
def block_again(context: Any, name: str) -> SafeString:
    """What a block says, at a second place of the page, such as the title of the window as its heading."""
    found: SafeString = context.render_context[BLOCK_CONTEXT_KEY].get_block(name).render(context)
    return found


@register.filter
def written(text: str) -> SafeString | str:
    """A text in its writer's language, marked where the page speaks the other one."""
    text = str(text or "")
    return _in_language(text, writer_language(text)) if text else ""


@register.filter
def link(record: Any, name: str) -> SafeString | str:
    """A record by a text of it, as a link to its page; nothing where there is none."""
    return format_html('<a href="{}">{}</a>', record.get_absolute_url(), text(record, name)) if record else ""


@register.simple_tag
@register.filter
def linked(words: Any, url: str) -> SafeString | str:
    """Words as a link where there is an address, else the words alone; by the tag also where nobody gave one."""
    return format_html('<a href="{}">{}</a>', url, words) if url else words


@register.filter
def translated(record: Any, name: str) -> str:
    """A text that is written once, in the reader's language where somebody has added that."""
    return str(record.in_reading_language(name))


@register.filter
def written_whole(text: str) -> SafeString | str:
    """A text in its writer's language in whose lines no date breaks."""
    text = str(text or "")
    return _in_language(dates_whole(text), writer_language(text)) if text else ""


@register.filter
def signed(person: Any, kept: str) -> SafeString | str:
    """Who acted, by the person and the name that the record kept; lists fetch the person along with the record."""
    return written(formats.format_signer(person, kept))


def _lang(language: str) -> SafeString:
    return format_html(' lang="{}"', language)


@register.filter
def worded(words: Written, language: str) -> SafeString:
    """A text of a document that is written in `language`, marked where it names another one, with its link."""
    if isinstance(words, Lines):
        return format_html_join("\n", "{}", ((worded(part, language),) for part in words.parts))
    other, text = language_of(words, language), dates_whole(text_of(words))
    if url := url_of(words):
        return format_html('<a href="{}"{}>{}</a>', url, _lang(other) if other != language else "", text)
    return format_html("<span{}>{}</span>", _lang(other), text) if other != language else text


@register.filter
def difference(pieces: Sequence[Piece]) -> SafeString | str:
    """A compared text with what was added and removed marked for the eye, and said for the ear."""
    tags = {
        "added": ("ins", pgettext("difference", "added: ")),
        "removed": ("del", pgettext("difference", "removed: ")),
    }
    marked = format_html_join(
        "",
        "{}",
        (
            (format_html('<{0}><span class="visually-hidden">{1}</span>{2}</{0}>', *tags[kind], words),)
            if kind in tags
            else (words,)
            for kind, words in pieces
        ),
    )
    language = writer_language("".join(words for _kind, words in pieces))
    return _in_language(marked, language)


@register.filter
def wcdate(value: PartialDate | dt.date | None) -> SafeString:
    """A date as exact as it is known, in the reader's language; a line never breaks inside it."""
    return _unbroken(formats.format_date(value))


@register.filter
def wcperiod(value: Period) -> SafeString:
    """A period as exact as it is known; a line may break between its ends only."""
    return _unbroken(formats.format_period(value))


@register.filter
def spanned(text: str) -> SafeString:
    """A span of dates that stands as text: a line may break between its ends, and nowhere else."""
    parts = re.split(r"(?<=~)|(?<= )(?=– )", text)
    return format_html_join(SafeString("<wbr>"), '<span class="wc-nowrap">{}</span>', ((part,) for part in parts))


@register.filter
def dates_whole(sentence: str) -> SafeString:
    """A sentence in whose lines no date breaks: Confirmed on 20 August 2026. What is HTML already is not searched."""
    if isinstance(sentence, SafeString):
        return sentence
    parts = _DATE.split(str(sentence or ""))
    return format_html_join("", "{}", ((_whole(part) if place % 2 else part,) for place, part in enumerate(parts)))


def _whole(date: str) -> SafeString:
    """A date as one thing of its line, which may end behind the tilde of a span."""
    end = SafeString("<wbr>" if date.endswith("~") else "")
    return format_html('<span class="wc-nowrap">{}</span>{}', date, end)


def _unbroken(text: str) -> SafeString:
    """A date or a span of dates as one thing of its line."""
    if not text:
        return SafeString("")
    parts = spanned(text)
    return format_html('<span class="wc-dates">{}</span>', parts) if "<wbr>" in parts else parts


@register.filter
def wcmoment(value: dt.datetime | None) -> str:
    """A moment in the reader's time zone."""
    return formats.format_moment(timezone.localtime(value)) if value else ""


@register.filter
def more(number: int) -> str:
    """How many more there are than are shown."""
    return ngettext("%(number)s more", "%(number)s more", number) % {"number": formats.format_number(number)}


@register.filter
def wcnumber(value: float | Decimal | None) -> str:
    """A number with its thousands apart."""
    return "" if value is None else formats.format_number(value)


@register.filter
def wclist(names: Sequence[str]) -> str:
    """A list of words or names in a sentence."""
    return formats.join_names(str(name) for name in names)


@register.filter
def letters(strand: Any, side: str) -> str:
    """The letters beside a side's hue: EU, or the counterpart's country."""
    return str(strand.side_letters(side))


@register.filter
def side_name(strand: Any, side: str) -> str:
    """A side as screens call it."""
    return str(strand.side_name(side))


# Components: the parts of which most pages are made. Texts given to them are escaped like those of a template.


def _attributes(pairs: Iterable[tuple[str, str]]) -> SafeString:
    return format_html_join("", ' {}="{}"', ((name, value) for name, value in pairs if value))


@register.filter
def language_links(languages: Iterable[tuple[str, str, str]], current: str) -> list[SafeString]:
    """The links to a document in each language, by code, name and address, the one that is shown marked."""
    return [
        format_html(
            "<a{}>{}</a>",
            _attributes([("href", url), ("lang", code), ("aria-current", "true" if code == current else "")]),
            name,
        )
        for code, name, url in languages
    ]


@register.simple_block_tag
def section(
    content: str,
    heading: str,
    name: str = "",
    *,
    head: str = "",
    caption: str = "",
    url: str = "",
    link: str = "",
    beside: str = "",
    anchor: bool = False,
    css: str = "wc-section",
) -> SafeString:
    """A part of a page under its heading. `head` is "ruled", "bare" (no line), "hidden" (for the ear) or "folded".

    Beside the heading stand a caption, a link, or whatever else is given as `beside`; `anchor` lets links lead here.
    """
    outside = [("class", css), ("id", name if anchor else ""), ("aria-labelledby", name and f"{name}-heading")]
    inside = [("class", "visually-hidden" if head == "hidden" else ""), ("id", name and f"{name}-heading")]
    top = format_html("<h2{}>{}</h2>", _attributes(inside), heading)
    if head == "folded":
        return format_html('<details class="wc-fold" id="{}"><summary>{}</summary>{}</details>', name, top, content)
    if head in {"", "ruled"}:
        shape = SafeString(" wc-section-head--ruled" if head else "")
        line = format_html('<p class="wc-caption">{}</p>', caption) if caption else ""
        onward = format_html('<a href="{}">{}</a>', url, link) if url else ""
        top = format_html('<div class="wc-section-head{}">{}{}{}{}</div>', shape, top, line, onward, beside)
    return format_html("<section{}>{}{}</section>", _attributes(outside), top, content)


@register.simple_block_tag
def table(
    content: str,
    *heads: str,
    caption: str = "",
    numbers: int | str = "",
    unseen: int | str = "",
    acts: Any = False,
    columns: Iterable[Mapping[str, Any]] = (),
    foot: str = "",
    css: str = "wc-table--stack",
) -> SafeString:
    """A table of the given heads; its content is rows. A stacked one is a list of cards on a telephone.

    `numbers` are the places of columns of numbers, such as "2 3"; `unseen` those whose head is for the ear only;
    with `acts` the last column is for what can be done. An empty head is none: that column is not there. In place of
    heads a list gives its `columns`, by which it is sorted. Rows of totals stand in `foot`.
    """
    heads = (*heads, _("Actions")) if acts else heads
    of_numbers, for_the_ear = str(numbers).split(), str(unseen).split()
    cells = (
        (
            SafeString(' class="wc-number"' if str(place) in of_numbers else ""),
            format_html('<span class="visually-hidden">{}</span>', head) if str(place) in for_the_ear else head,
        )
        for place, head in enumerate(heads, 1)
        if head
    )
    return format_html(
        '<table class="wc-table{}">{}<thead><tr>{}{}</tr></thead><tbody>{}</tbody>{}</table>',
        f" {css}" if css else "",
        format_html('<caption class="visually-hidden">{}</caption>', caption) if caption else "",
        format_html_join("", '<th{} scope="col">{}</th>', cells),
        format_html_join("", "{}", ((_column(one),) for one in columns)),
        content,
        format_html("<tfoot>{}</tfoot>", foot) if foot.strip() else "",
    )


_ARROWS = {"ascending": "↑", "descending": "↓"}


def _column(head: Mapping[str, Any]) -> SafeString:
    """The head of a column: its label, whether it holds numbers, where it sorts the list, and how it is sorted now."""
    label, direction = head["label"], head.get("direction", "")
    if url := head.get("url"):
        arrow = format_html(' <span aria-hidden="true">{}</span>', _ARROWS[direction]) if direction else ""
        label = format_html('<a class="wc-table-head-link" href="{}">{}{}</a>', url, label, arrow)
    shape = _attributes([("class", "wc-number" if head.get("number") else ""), ("aria-sort", direction)])
    return format_html('<th scope="col"{}>{}</th>', shape, label)


@register.simple_tag
def nothing_yet(
    title: str, text: str = "", *, url: str = "", label: str = "", works: Any = False, otherwise: str = ""
) -> SafeString:
    """What is shown where nothing is yet, and the next step where there is one.

    `otherwise` is the text for whoever cannot take it: who has no `url`, and does not work here.
    """
    said = otherwise if otherwise and not (url or works) else text
    line = format_html("<p>{}</p>", said) if said else ""
    step = format_html('<div class="wc-buttons"><a class="wc-button" href="{}">{}</a></div>', url, label) if url else ""
    return format_html('<div class="wc-empty"><p class="wc-h3">{}</p>{}{}</div>', title, line, step)


@register.simple_block_tag
def error_page(content: str, code: int, heading: str, text: str) -> SafeString:
    """What went wrong, by its number and in words, what to do about it, and the ways on."""
    return format_html(
        '<div class="wc-error-page wc-narrow"><p class="wc-caption">{}</p><h1>{}</h1><p class="wc-lede">{}</p>{}</div>',
        _("Error %(code)s") % {"code": code},
        heading,
        text,
        content,
    )


@register.filter
def options(choice: dict[str, Any]) -> SafeString:
    """The options of a choice above a list, the chosen one marked."""
    chosen = choice["value"]
    marked = ((value, SafeString(" selected" if value == chosen else ""), label) for value, label in choice["options"])
    return format_html_join("", '<option value="{}"{}>{}</option>', marked)


@register.simple_tag
def side_badge(side: str, country: str = "", name: str = "", *, url: str = "") -> SafeString:
    """The letters of a side ("eu", "counterpart", "joint" or "both") and whose they are, linked if it has a page.

    Of no side nothing is shown.
    """
    if not side:
        return SafeString()
    letters = [("eu", "EU")] if side != "counterpart" else []
    letters += [("counterpart", country)] if side != "eu" else []
    badges = format_html_join("", '<span class="wc-badge wc-badge--{}">{}</span>', letters)
    if not name:
        return badges
    return format_html('{} <a href="{}">{}</a>', badges, url, name) if url else format_html("{} {}", badges, name)


@register.simple_tag
def fact_line(label: str, value: Any) -> SafeString | str:
    """A fact of a list of facts, if there is one."""
    is_empty = value is None or value == ""
    return "" if is_empty else format_html("<dt>{}</dt><dd>{}</dd>", label, value)


@register.simple_block_tag
def fact(content: str, label: str) -> SafeString | str:
    """A fact that is more than a value; it is left out where nothing is said."""
    return fact_line(label, content) if content.strip() else ""


@register.filter
def back(place: str) -> SafeString:
    """The way out of a form without sending it, by an address or the name of one."""
    label = pgettext("leave a form", "Back")
    return format_html('<a class="wc-button wc-button--word" href="{}">{}</a>', resolve_url(place), label)


@register.filter
def script(name: str) -> SafeString:
    """A script of a page, which runs once the page is read."""
    return format_html('<script src="{}" defer></script>', static(f"js/{name}"))


@register.simple_tag
def warning(text: str) -> SafeString:
    """What a reader is to know before going on."""
    return format_html('<div class="wc-remark wc-remark--warning"><p>{}</p></div>', text)


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


def _beside_title(
    *, buttons: Sequence[Button] = (), acts: str = "", add: Links = (), more: Links = ()
) -> SafeString | str:
    """At most two buttons; the others and those of the weight of a word open from the menu that `more` is in."""
    weighty = [one for one in buttons if one.kind != "word"][:2]
    seldom = [one for one in buttons if one not in weighty]
    parts = [as_links(weighty), _menu(pgettext("verb", "Add"), add), _menu(pgettext("acts", "More"), [*seldom, *more])]
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
