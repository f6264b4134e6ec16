"""Databases that are kept between runs and copied for each, and the servers that are started on them."""

import datetime as dt
import hashlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var" / "bench"
BIN = Path(sys.executable).parent
HOST = "portal.example"
FLOOR = "floor"
ENVIRONMENT = {
    "SECRET_KEY": "only-for-benches-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": HOST,
    "BASE_URL": f"https://{HOST}",
    "DOCUMENTS_ROOT": str(VAR / "documents"),
    "IGNORE_ENV_FILE": "true",
    "PYTHONDONTWRITEBYTECODE": "",  # a server starts from what the start before has compiled
}


class Files:
    """SQLite: a database is a file."""

    name = "SQLite"

    def url(self, database):
        return f"sqlite:///{VAR / database}.sqlite3"

    def names(self):
        return [file.stem for file in VAR.glob("*.sqlite3")]

    def create(self, database, copy_of=""):
        self.drop(database)
        if copy_of:
            shutil.copy(VAR / f"{copy_of}.sqlite3", VAR / f"{database}.sqlite3")

    def drop(self, database):
        for ending in ("", "-wal", "-shm"):
            (VAR / f"{database}.sqlite3{ending}").unlink(missing_ok=True)


class Server:
    """PostgreSQL, where DATABASE_URL or PGHOST lead to it."""

    name = "PostgreSQL"

    def __init__(self):
        given = os.environ.get("DATABASE_URL", "")
        self.base = urlsplit(given if given.startswith("postgres") else "postgres:///postgres")
        self.execute("SELECT 1")

    def url(self, database):
        return f"postgres://{self.base.netloc}/{database}"

    def execute(self, statement):
        with closing(psycopg2.connect(self.url(self.base.path[1:]))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []

    def names(self):
        return [name for (name,) in self.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench%'")]

    def create(self, database, copy_of=""):
        self.drop(database)
        self.execute(f'CREATE DATABASE "{database}" TEMPLATE "{copy_of or "template0"}"')
        # The gate's server has them otherwise, for databases that are nearly empty.
        for name in ("join_collapse_limit", "from_collapse_limit"):
            self.execute(f'ALTER DATABASE "{database}" SET {name} = 8')

    def drop(self, database):
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def engines():
    """What can be measured here, PostgreSQL first."""
    VAR.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(VAR / "documents", ignore_errors=True)
    try:
        return [Server(), Files()]
    except psycopg2.OperationalError as fault:
        print(f"No PostgreSQL is reached, so SQLite alone is measured: {fault}", file=sys.stderr)
        return [Files()]


def environment(settings, url):
    """What a project is started with."""
    return {**os.environ, **ENVIRONMENT, "DJANGO_SETTINGS_MODULE": settings, "DATABASE_URL": url}


def run(settings, url, *words):
    """What a command of a project says; its faults are seen."""
    command, given = [sys.executable, *words], environment(settings, url)
    return subprocess.run(command, cwd=ROOT, env=given, check=True, stdout=subprocess.PIPE).stdout


# What makes the tables and the records of a database, beside those of a size.
MAKERS = {
    "tables": ("bench.settings", "manage.py", "migrate", "-v0"),
    FLOOR: ("bench.floor.settings", "-m", "bench.floor.data"),
}


def facts_of(engine, database, size):
    """Fills an empty database, and says what there is to ask for."""
    settings, *words = MAKERS.get(size) or ("bench.settings", "-m", "bench.facts", str(size))
    return run(settings, engine.url(database), *words)


def kept(engine, size):
    """The name of the database of a size, made where none of today and of these migrations is kept."""
    own = {"tables": "settings.py", FLOOR: "floor/*.py"}.get(size, "data.py")
    files = [*(ROOT / "bench").glob(own), *ROOT.glob("*/migrations/*.py")]
    state = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()[:8]
    ending = f"{state}_{dt.datetime.now(dt.UTC):%m%d}"
    name = f"bench_{size}_{ending}"
    for old in engine.names():
        if old.startswith(f"bench_{size}_") and not old.endswith(ending[-4:]):
            engine.drop(old)
    if name not in engine.names():
        making = f"bench_making_{os.getpid()}"
        engine.create(making, "" if size in MAKERS else kept(engine, "tables"))
        facts_of(engine, making, size)
        engine.create(name, making)
        engine.drop(making)
    return name


def copied(engine, size):
    """A copy for one run: its name, and what to ask for there."""
    name = f"bench_run_{os.getpid()}_{size}"
    engine.create(name, kept(engine, size))
    return name, json.loads(facts_of(engine, name, size))


# Of each project its application, its settings, and the page that is asked for first.
PORTAL = ("worldcities.wsgi", "bench.settings", "/accounts/login/")
BARE = ("django.core.wsgi:get_wsgi_application()", "bench.floor.settings", "/admin/login/")


class Served:
    """A server on a port of its own, and how long it took until it answered. Linux says what its worker takes."""

    def __init__(self, size, url, options):
        application, settings, first = BARE if size == FLOOR else PORTAL
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        words = f"{application} --bind 127.0.0.1:{self.port} --log-level warning --timeout 300 {options}".split()
        begun = time.perf_counter()
        self.process = subprocess.Popen([BIN / "gunicorn", *words], cwd=ROOT, env=environment(settings, url))
        while self._status(first) != 200:
            if self.process.poll() is not None:
                raise RuntimeError(f"{application} has ended")
            time.sleep(0.01)
        self.started = time.perf_counter() - begun

    def __enter__(self):
        return self

    def __exit__(self, *_fault):
        self.process.terminate()
        self.process.wait()

    def _status(self, path):
        with suppress(ConnectionError), closing(http.client.HTTPConnection("127.0.0.1", self.port)) as connection:
            connection.request("GET", path, headers={"Host": HOST, "X-Forwarded-Proto": "https"})
            return connection.getresponse().status
        return None

    @cached_property
    def worker(self):
        """Where Linux tells of its first worker."""
        pid = self.process.pid
        return Path("/proc", Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])

    def memory(self):
        """Megabytes that it holds."""
        line = next(one for one in (self.worker / "status").read_text().splitlines() if one.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def busy(self):
        """Seconds of the processor that it has had, without the database's."""
        return sum(int(one.read_text().split()[0]) for one in self.worker.glob("task/*/schedstat")) / 1e9
