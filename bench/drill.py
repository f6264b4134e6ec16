"""The drill, `make drill`: a portal is killed under load, then destroyed and brought back, and nothing may be lost.

On SQLite, and on PostgreSQL where one is reached; each with a demonstration, a database and folders of its own. People
save forms while a worker sends mails and makes an archive. Every few seconds worker or web, in turns, gets a SIGKILL
and is started again. Whoever hears no answer sends the same form again, as a second click does. In the end each form is
saved once, each mail sent once or shown as uncertain, the archive made once, and what the backup brings back is equal
to what was there. KILLS, MAILS and PAUSE (seconds between kills) may stand in the environment.
"""

import http.client
import json
import os
import secrets
import shutil
import signal
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

from bench.people import Person
from bench.servers import BIN, ROOT, engines, environment, kept, run
from bench.services import free_port

KILLS, MAILS = int(os.environ.get("KILLS", "10")), int(os.environ.get("MAILS", "400"))
PAUSE, LONGEST = float(os.environ.get("PAUSE", "4")), 420  # seconds: between kills, and until all must be done
AGAIN = {429, 503}  # it says itself that one may come again

ASK_MAILS = """
import sys, django; django.setup()
from accounts.enums import MailKind
from accounts.models import Mail
from accounts.tasks import deliver_mail
asked = Mail.objects.filter(key__startswith="drill-").count()
for number in range(asked, asked + int(sys.argv[1])):
    mail = Mail(key=f"drill-{number}", address=f"{number}@example.org", kind=MailKind.values[0], subject="s", text="t")
    mail.save()
    deliver_mail.enqueue(mail.pk)
"""
ASK_ARCHIVE = """
from partnerships.models import Strand, StrandRole
from partnerships.people.selectors import read_grants
from reports.exports.services import ask_export
from worldcities.demo.preparing import CODE
strand = Strand.objects.get(code=CODE)
staff = StrandRole.objects.filter(strand=strand, role="staff").order_by("pk")[0].user
asked = {"by": staff, "grants": read_grants(staff), "strand": strand, "language": "en"}
ask_export(kind="closing-archive", parameters={}, **asked)
"""
STAND = """
import json, django; django.setup()
from django.db.models import Count
from django_tasks_db.models import DBTaskResult
from accounts.models import Mail
from partnerships.models import FollowUp
from reports.models import Export
print(json.dumps({
    "history": list(FollowUp.history.values_list("what_en", flat=True)),
    "mails": [[mail.state, mail.message_id] for mail in Mail.objects.filter(key__startswith="drill-")],
    "exports": [[row.state, row.size, row.file.size if row.file else 0] for row in Export.objects.all()],
    "tasks": dict(DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk"))),
}))
"""
CONTENT = """
import django; django.setup()
from worldcities.tests.test_backups import content
print(*content())
"""


class Letters(socketserver.StreamRequestHandler):
    """A mail server that takes every mail, and keeps its number."""

    def handle(self):
        self.wfile.write(b"220 drill\r\n")
        for line in self.rfile:
            answer = b"250 drill"
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                for part in iter(self.rfile.readline, b".\r\n"):
                    if part.lower().startswith(b"message-id:"):
                        self.server.taken[part.split(b":", 1)[1].strip().decode()] += 1
            elif line.upper().startswith(b"QUIT"):
                answer = b"221 bye"
            self.wfile.write(answer + b"\r\n")


class Portal:
    """An installation with a folder and a database of its own."""

    def __init__(self, engine, name, folder, mails, workers=2, **more):
        self.engine, self.name, self.folder, self.workers = engine, name, folder, workers
        folder.mkdir(mode=0o700, exist_ok=True)
        own = {"DOCUMENTS_ROOT": folder / "documents", "ERASURE_LEDGER": folder.parent / "erasures.txt"}
        mail = {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": mails.server_address[1], "REAL_QUEUE": "true"}
        self.env = environment("bench.settings", engine.url(name)) | {k: str(v) for k, v in (own | mail | more).items()}
        self.port = free_port()

    def do(self, *words):
        command = [sys.executable, *map(str, words)]
        return subprocess.run(command, cwd=ROOT, env=self.env, check=True, stdout=subprocess.PIPE, text=True).stdout

    def start(self, part):
        served = f"worldcities.wsgi --bind 127.0.0.1:{self.port} --workers {self.workers} --log-level critical"
        words = {"web": [BIN / "gunicorn", *served.split()], "worker": [sys.executable, "manage.py", "db_worker"]}[part]
        with (self.folder / f"{part}.log").open("a") as log:
            return subprocess.Popen(words, cwd=ROOT, env=self.env, stderr=log, stdout=log, start_new_session=True)


class Saver(threading.Thread):
    """Saves the same record again and again, each time with a word of its own, until its time is over."""

    def __init__(self, portal, facts, ended):
        super().__init__()
        self.person = Person(SimpleNamespace(port=portal.port), facts, stays=False)
        self.ended, self.saved, self.unheard, self.wrong = ended, [], 0, []

    def run(self):
        while not self.ended.is_set() and not self.wrong:
            word, begun = secrets.token_hex(8), time.monotonic()
            while (status := self.send(word)) != http.client.FOUND:
                if status not in AGAIN | {None} or time.monotonic() - begun > LONGEST:
                    self.wrong.append(f"{word}: {status}")
                    return
                time.sleep(0.2)
            self.saved.append(word)

    def send(self, word):
        """The status of the answer; None where none came, and nobody knows what became of the form."""
        try:
            return self.person.save(word).status
        except (OSError, http.client.HTTPException):
            self.unheard += 1
            return None


def load(portal, facts):
    """People save, mails and an archive are made, and processes are killed; what the people know in the end."""
    people = [facts["saver"], *facts["people"]][:4]
    running = {part: portal.start(part) for part in ("web", "worker")}
    portal.do("-c", ASK_MAILS + ASK_ARCHIVE, MAILS)
    ended = threading.Event()
    savers = [Saver(portal, one, ended) for one in people]
    try:
        for one in savers:
            one.start()
        for number in range(KILLS):
            time.sleep(PAUSE)
            part = ("worker", "web")[number % 2]
            os.killpg(running[part].pid, signal.SIGKILL)
            running[part].wait()
            running[part] = portal.start(part)
        time.sleep(PAUSE)
        ended.set()
        for one in savers:
            one.join()
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            stand = json.loads(portal.do("-c", STAND))
            if not {"READY", "RUNNING"} & stand["tasks"].keys():
                break
            time.sleep(5)
    finally:
        ended.set()
        for process in running.values():
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
    return savers, json.loads(portal.do("-c", STAND))


def judge(savers, stand, taken):
    """What was lost or doubled, in words, and the figures. Of a mail whose worker was killed the page says so."""
    faults = [wrong for one in savers for wrong in one.wrong]
    rows = Counter(text.rsplit(" ", 1)[-1] for text in stand["history"])
    saved = [word for one in savers for word in one.saved]
    faults += [f"the save {word} stands {rows[word]} times" for word in saved if rows[word] != 1]
    states = Counter(state for state, _number in stand["mails"])
    for state, number in stand["mails"]:
        if not (taken[number] == 1 if state == "sent" else state in {"lost", "unsure"} and taken[number] <= 1):
            faults.append(f"the mail {number} is {state} and was taken {taken[number]} times")
    made = [size for state, size, found in stand["exports"] if state == "ready" and size == found]
    if len(made) != 1 or len(stand["exports"]) != 1:
        faults.append(f"the archive: {stand['exports']}")
    unheard = sum(one.unheard for one in savers)
    return faults, f"{len(saved)} saves, {unheard} answers not heard; mails: {dict(states)}; one archive"


def destroy_and_restore(portal, anew):
    """What came back is compared with what was there, row by row and file by file."""
    portal.do("manage.py", "erase_expired")
    before, backup = portal.do("-c", CONTENT), portal.folder.parent / "backup.tar"
    begun = time.monotonic()
    said, made = portal.do("manage.py", "backup", backup).splitlines()[-1], time.monotonic()
    portal.engine.drop(portal.name)
    shutil.rmtree(portal.folder)
    anew.engine.create(anew.name)
    anew.do("manage.py", "restore", backup)
    figures = f"{said.partition(':')[0]}; backup {made - begun:.1f} s, restore {time.monotonic() - made:.1f} s"
    after = anew.do("-c", CONTENT)
    return ([] if after == before else [f"restored {after.strip()}, there was {before.strip()}"]), figures


def drill(engine, folder, mails):
    names = [f"bench_drill_{os.getpid()}_{word}" for word in ("there", "anew")]
    portal, anew = (Portal(engine, name, folder / name, mails) for name in names)
    try:
        engine.create(portal.name, kept(engine, "tables"))
        facts = json.loads(portal.do("-m", "bench.facts", 0))
        faults, said = judge(*load(portal, facts), mails.taken)
        print(f"{engine.name}: {KILLS} kills by SIGKILL; {said}", flush=True)
        faults += [line for line in portal.do("manage.py", "check_records").splitlines() if line != "0 contradictions"]
        differ, said = destroy_and_restore(portal, anew)
        print(f"{engine.name}: destroyed and restored: {said}", flush=True)
        return [*faults, *differ]
    finally:
        for name in names:
            engine.drop(name)


@contextmanager
def mail_server():
    with socketserver.ThreadingTCPServer(("localhost", 0), Letters) as mails:
        mails.daemon_threads, mails.taken = True, Counter()
        mails.handle_error = lambda *_request: None  # a worker that is killed hangs up
        threading.Thread(target=mails.serve_forever, daemon=True).start()
        yield mails
        mails.shutdown()


def main():
    faults, found = [], engines()
    run("bench.settings", found[-1].url("unused"), "manage.py", "collectstatic", "--noinput", "-v0")
    for engine in found:
        with tempfile.TemporaryDirectory() as folder, mail_server() as mails:
            faults += [f"{engine.name}: {fault}" for fault in drill(engine, Path(folder), mails)]
    print(*faults, sep="\n") if faults else print("Nothing is lost, nothing doubled, and what was restored is equal.")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
