"""Opens every kind of page of the database in use as two of its people, and prints what did not answer, as JSON.

A process of its own, because the database is another one than that of the tests: python -m worldcities.tests.open_pages
"""

import json
import os
import re
import sys
from collections import Counter
from functools import cache
from html import unescape
from urllib.parse import urljoin, urlsplit

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "worldcities.settings.demo"
django.setup()

from django.conf import settings  # noqa: E402 - only now is there anything to import
from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.urls import Resolver404, resolve  # noqa: E402

# How many pages of one name each opens: who may do what depends on the record. In the administration it is one.
PEOPLE = {"admin@demo.example": 4, "busan@demo.example": 1}
PLAIN_FILES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
LINK = re.compile(r'(?:href|src)="([^"#]+)')


@cache
def name_of(path: str) -> str:
    """The name of a page; empty where there is none. What a link leads to stands on many pages."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def open_all(client: Client, tries: int) -> tuple[set[str], list[str]]:
    """Follow the links from the home page and the administration's; the first addresses of each name are opened."""
    opened: Counter[str] = Counter()
    met: set[str] = set()
    faults: list[str] = []
    waiting = ["/", "/admin/"]
    while waiting:
        address = waiting.pop()
        if address in met:
            continue
        met.add(address)
        name = name_of(urlsplit(address).path)
        if not name or opened[name] == (1 if name.startswith("admin:") else tries):
            continue
        opened[name] += 1
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code >= 400 and name != "admin:index":
            faults.append(f"{answer.status_code} {address}")
        found = [answer["Location"]] if answer.has_header("Location") else []
        if answer["Content-Type"].startswith("text/html"):
            found += [unescape(link) for link in LINK.findall(body.decode())]
        waiting += [link for one in found if not urlsplit(link := urljoin(address, one)).netloc]
    return set(opened), faults


def main() -> None:
    """An administrator and a coordinator, with the documents that lie beside the database."""
    opened, faults = set(), []
    with override_settings(STORAGES=settings.STORAGES | PLAIN_FILES):
        for person in get_user_model().objects.filter(email__in=PEOPLE):
            client = Client(raise_request_exception=False, SERVER_NAME="localhost")
            client.force_login(person, "django.contrib.auth.backends.ModelBackend")
            names, wrong = open_all(client, PEOPLE[person.email])
            opened |= names
            faults += wrong
    sys.stdout.write(json.dumps({"opened": sorted(opened), "faults": faults}))


if __name__ == "__main__":
    main()
