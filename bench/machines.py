"""Two machines at one PostgreSQL, as far as one machine can show it: two groups of web processes behind nginx.

What is done at one is seen at the other: a sign-in, a save, a draft, a document, wrong passwords that count, a
sign-out. Each task is carried out once, by two workers. Then one of the web groups is killed: nginx asks the other, and
nobody notices but whose request it had. Once with the database alone, once with all that may stand beside it: PgBouncer
before PostgreSQL, the cache in Redis, files in a bucket.
"""

import http.client
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace

from bench.drill import ASK_MAILS, Portal, mail_server
from bench.people import CSRF, Person
from bench.servers import HOST, Server, engines, kept
from bench.services import free_port, pooler, redis_server, store

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
SITE = """
daemon off; {user} pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{}}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fast;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  upstream portal {{ server 127.0.0.1:{one}; server 127.0.0.1:{two}; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://portal; proxy_connect_timeout 2s;
      proxy_set_header Host $host; proxy_set_header X-Forwarded-Proto https;
      proxy_set_header X-Forwarded-For $remote_addr;
    }}
  }}
}}
"""
# Whom the tasks were done by, and how often each mail was handed over.
DONE = """
import json, django; django.setup()
from django_tasks_db.models import DBTaskResult
rows = DBTaskResult.objects.filter(task_path="accounts.tasks.deliver_mail")
print(json.dumps([[row.status, row.worker_ids] for row in rows]))
"""
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\nstartxref\n0\n%%EOF\n"
MAILS = 100
PASSWORD = "unused"  # of the demonstration's accounts (bench/settings.py)


class Browser:
    """Cookies of its own, at whichever port it is told."""

    def __init__(self):
        self.cookies = {"csrftoken": CSRF}

    def ask(self, port, path, form=None, who="192.0.2.1", file=b""):
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": who, "Accept-Language": "en"}
        headers |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
            body = "&".join(
                f"{name}={value}" for name, value in (form | {"csrfmiddlewaretoken": self.cookies["csrftoken"]}).items()
            )
        if file:
            parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in form.items()]
            parts.append(f'name="csrfmiddlewaretoken"\r\n\r\n{self.cookies["csrftoken"]}'.encode())
            parts.append(b'name="file"; filename="file.pdf"\r\nContent-Type: application/pdf\r\n\r\n' + file)
            body = b"".join(b"--part\r\nContent-Disposition: form-data; " + one + b"\r\n" for one in parts)
            body, headers["Content-Type"] = body + b"--part--\r\n", "multipart/form-data; boundary=part"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("POST" if body else "GET", path, body, headers)
        answer = connection.getresponse()
        for given in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        content = answer.read()
        connection.close()
        text = content.decode(errors="replace")
        return SimpleNamespace(status=answer.status, to=answer.headers.get("Location", ""), content=text, sent=content)

    def sign_in(self, port, email, password=PASSWORD):
        return self.ask(port, "/accounts/login/", {"login": email, "password": password})


@contextmanager
def started(portal, part):
    process = portal.start(part)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


@contextmanager
def in_front(folder, ports, port):
    user = "user root;" if os.geteuid() == 0 else ""  # whose folder it is
    site = SITE.format(folder=folder, user=user, one=ports[0], two=ports[1], port=port)
    (folder / "nginx.conf").write_text(site)
    process = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "nginx.log"])
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def ready(port):
    """Wait for the answer that a balancer waits for."""
    for _again in range(150):
        try:
            if Browser().ask(port, "/healthz").status == http.client.OK:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise TimeoutError(port)


def two_machines(first, second, facts, mails=MAILS):
    """What differs between two machines, in words; and the figures."""
    faults, port = [], free_port()
    with ExitStack() as running:
        webs = [running.enter_context(started(one, "web")) for one in (first, second)]
        for one in (first, second):
            running.enter_context(started(one, "worker"))
        ready(first.port)
        ready(second.port)
        running.enter_context(in_front(first.folder.resolve(), (first.port, second.port), port))
        ready(port)
        first.do("-c", ASK_MAILS, mails)
        faults += together(first, second, facts)
        until, done, by = time.monotonic() + 180, [], set()
        while ({state for state, _by in done} != {"SUCCESSFUL"} or len(by) != 2) and time.monotonic() < until:
            if len(by) == 1:  # the other had not looked yet
                first.do("-c", ASK_MAILS, mails)
            time.sleep(1)
            done = json.loads(first.do("-c", DONE))
            by = {worker for _state, workers in done for worker in workers}
        if [one for one in done if one[0] != "SUCCESSFUL" or len(one[1]) != 1] or len(by) != 2:
            faults.append(f"tasks that were not carried out once, by two workers: {len(by)} workers")
        statuses = through_a_kill(port, webs[1], facts)
        if set(statuses) - {200}:
            faults.append(f"behind nginx, after one group was killed: {sorted(set(statuses) - {200})}")
    return faults, f"{len(done)} tasks, once each, by {len(by)} workers; {len(statuses)} pages through a kill"


def together(first, second, facts):
    """A sign-in here, a save there, read here again; tries of passwords counted together; a sign-out for both."""
    one, page, word = Browser(), facts["saver"]["save"]["path"], secrets.token_hex(8)
    saver = Person(SimpleNamespace(port=second.port), facts["saver"], stays=False)
    one.cookies["sessionid"] = facts["saver"]["session"]
    said = {
        "the form at the first, before": one.ask(first.port, page).status == http.client.OK,
        "the save at the second": saver.save(word).status == http.client.FOUND,
        "the save of the second, read at the first": word in one.ask(first.port, page).content,
    }
    form = f"{facts['saver']['pages']['contact list']}add/"
    one.ask(second.port, form, {"what": f"draft {word}", "draft_keep": ""})
    said["the draft of the second, filled in at the first"] = f"draft {word}" in one.ask(first.port, form).content
    said["the document of the first, read at the second"] = document(one, first, second, facts["saver"])
    person = Browser()
    said["the sign-in at the first"] = person.sign_in(first.port, facts["saver"]["email"]).to == "/"
    said["signed in at the second"] = person.ask(second.port, "/").status == http.client.OK
    before = dict(person.cookies)
    person.ask(second.port, "/accounts/logout/", {})
    person.cookies = before
    said["signed out at the first"] = person.ask(first.port, "/").status == http.client.FOUND
    # Five wrong passwords in five minutes are the most (accounts/sign_in/forms.py), wherever they are tried.
    tries = [Browser().sign_in((first, second)[n % 2].port, facts["coordinator"]["email"], "wrong") for n in range(5)]
    said["five tries are answered"] = {one.status for one in tries} == {http.client.OK}
    stopped = [Browser().sign_in(one.port, facts["coordinator"]["email"]).to for one in (first, second)]
    said["the sixth is stopped at both"] = stopped == ["", ""]
    return [f"not so: {what}" for what, is_so in said.items() if not is_so]


def document(browser, first, second, facts):
    """Whether a file that is handed to one machine comes out of the other as it was."""
    form = browser.ask(first.port, facts["upload"]).content
    given = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    sent = {name: value for name, value in given if name not in {"csrfmiddlewaretoken", "next"}}
    sent |= {"audience": "pairing", "title": "Data sheet"}
    added = browser.ask(first.port, facts["upload"], sent, file=PDF)
    page = browser.ask(second.port, added.to).content
    found = re.search(r'href="([^"]+/versions/1/file/)"', page)
    return bool(found) and browser.ask(second.port, found[1]).sent == PDF


def through_a_kill(port, web, facts):
    """The statuses of pages behind nginx, of which one group of processes gets a SIGKILL among them."""
    reader, statuses = Browser(), []
    reader.cookies["sessionid"] = facts["coordinator"]["session"]
    for number in range(40):
        if number == 20:
            os.killpg(web.pid, signal.SIGKILL)
            web.wait()
        statuses.append(reader.ask(port, facts["coordinator"]["pages"]["pairing"]).status)
    return statuses


@contextmanager
def nothing(*_place):
    yield {}


@contextmanager
def beside(engine, name, folder):
    """The settings of a portal with all that may stand beside its database."""
    direct = engine.url(name)
    with redis_server(folder) as (redis, _process), store() as (bucket, _client), pooler(folder, direct) as url:
        yield {"REDIS_URL": redis, "DATABASE_URL": url, "DATABASE_DIRECT_URL": direct, **bucket}


def main():
    engine = engines()[0]
    if not isinstance(engine, Server) or NGINX is None:
        print("Two machines are not tried: they need PostgreSQL (DATABASE_URL or PGHOST) and nginx.")
        return
    name = f"bench_drill_{os.getpid()}_two"
    found = []
    for how, around in (("the database alone", nothing), ("PgBouncer, Redis and a bucket", beside)):
        with tempfile.TemporaryDirectory() as folder, mail_server() as mails:
            try:
                engine.create(name, kept(engine, "tables"))
                with around(engine, name, Path(folder)) as more:
                    first, second = (Portal(engine, name, Path(folder, "portal"), mails, **more) for _one in range(2))
                    faults, said = two_machines(first, second, json.loads(first.do("-m", "bench.facts", 0)))
            finally:
                engine.drop(name)
        print(f"Two machines with {how}: {said}", *faults, sep="\n", flush=True)
        found += faults
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
