"""What tests read off a pairing's pages, and send back."""

import html
import re

from django.test import Client
from django.urls import reverse

from partnerships.tests.two_sides import TwoSides


def url(scene: TwoSides, name: str, *more: object) -> str:
    pairing = scene.pairing
    return reverse(f"partnerships:{name}", args=[pairing.strand.code, pairing.code, *more])


def sign_in(client: Client, scene: TwoSides, role: str) -> None:
    client.force_login(scene.people[role], "django.contrib.auth.backends.ModelBackend")


def fields(response) -> dict[str, str]:
    """The hidden fields of the page's form, as a browser sends them."""
    # The way back from the act before has a form of its own, in the message.
    page = re.sub(r'<div class="wc-told".*?</div>', "", response.content.decode(), flags=re.DOTALL)
    inputs = re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', page)
    return {name: value for name, value in inputs if name not in {"csrfmiddlewaretoken", "next"}}


def without_tags(page: str) -> str:
    """The words of a page in one line, as they are escaped; a date within a sentence is part of it."""
    page = page.replace("<wbr>", "")
    for dates in (r'<span class="wc-nowrap">([^<]*)</span>', r'<span class="wc-dates">([^<]*)</span>'):
        page = re.sub(dates, r"\1", page)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def text_of(response) -> str:
    """What the page says, in one line."""
    return " ".join(html.unescape(without_tags(response.content.decode())).split())


def send(client, address, **given):
    """Open a form and send it with what is typed, to the page that it leads to."""
    page = client.get(address)
    assert page.status_code == 200
    return client.post(address, fields(page) | given, follow=True)


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def _rows_in(response) -> list[str]:
    return re.findall(r'<tr><th scope="row">.*?</tr>', response.content.decode(), flags=re.DOTALL)


def rows_of(response) -> list[list[str]]:
    """What the cells of a list's rows say."""
    cells = (re.findall(r"<t[hd][ >].*?</t[hd]>", row, flags=re.DOTALL) for row in _rows_in(response))
    return [[" ".join(html.unescape(without_tags(cell)).split()) for cell in row] for row in cells]


def links_of(response) -> list[str]:
    """Where the rows of a list lead, each by its first link."""
    return [html.unescape(re.findall(r'href="([^"]*)"', row)[0]) for row in _rows_in(response)]
