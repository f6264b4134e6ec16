"""A person at the portal or at the floor: opens pages with a session, and saves a form again and again."""

import gzip
import http.client
import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.counting import ASKED, TOLD
from bench.servers import HOST

CSRF = "b" * 32
GOOD = (200, 302)


@dataclass
class Answer:
    """How long it took by the clock, and of the server's processor; bytes that were sent, and before compression."""

    status: int
    seconds: float
    busy: float
    sent: int
    whole: int
    queries: int


class Person:
    """`stays` keeps the connection, as one browser does; without it each request has one of its own."""

    def __init__(self, served, facts, *, stays=True):
        self.served, self.pages, self.save_facts, self.stays = served, facts["pages"], facts["save"], stays
        self.version, self.connection = self.save_facts["version"], None
        self.headers = {
            "Host": HOST,
            "Cookie": f"sessionid={facts['session']}; csrftoken={CSRF}",
            "X-Forwarded-Proto": "https",
            "Accept-Encoding": "gzip",
            "Accept-Language": "en",
        }

    def open(self, page, **headers):
        return self._ask("GET", self.pages[page], None, headers)

    def counted(self, page):
        return self.open(page, **{ASKED: "1"})

    def save(self, word="", **headers):
        """The form with another text, as the version that the last save has left; with the same word, the same form."""
        facts, word = self.save_facts, word or secrets.token_hex(8)
        sent = facts["data"] | {"csrfmiddlewaretoken": CSRF, facts["vary"]: f"{facts['data'][facts['vary']]} {word}"}
        if self.version:
            sent |= {"once": word, "seen_version": self.version}
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
        answer = self._ask("POST", facts["path"], urlencode(sent), headers)
        if self.version and answer.status == 302:
            self.version += 1
        return answer

    def _ask(self, method, path, body, headers):
        busy, begun = self.served.busy() if self.stays else 0, time.perf_counter()
        if self.connection is None or not self.stays:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=300)
        self.connection.request(method, path, body, self.headers | headers)
        response = self.connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - begun
        if self.stays:
            busy = self.served.busy() - busy
        else:
            self.connection.close()
        whole = gzip.decompress(content) if response.getheader("Content-Encoding") == "gzip" else content
        return Answer(response.status, seconds, busy, len(content), len(whole), int(response.getheader(TOLD) or 0))


def checked(answer, what):
    if answer.status not in GOOD:
        raise RuntimeError(f"{what}: {answer.status}")
    return answer
