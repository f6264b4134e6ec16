"""What a release leaves behind: its migrations, which are never edited again, and its demonstration, to upgrade from.

python scripts/releases.py check    each migration of each release is as it was released
python scripts/releases.py store    keeps the digests of the present migrations and the demonstration of the present
                                    version, told on SQLite and on the PostgreSQL server that DATABASE_URL names
"""

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RELEASES = ROOT / "data" / "releases"
DATABASE = "stored_release"


def digests() -> str:
    """Each migration with its SHA-256, as sha256sum writes it."""
    files = sorted(ROOT.glob("*/migrations/[0-9]*.py"))
    return "".join(f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {one.relative_to(ROOT)}\n" for one in files)


def check() -> int:
    """Name each released migration that is another one now, or gone."""
    now, status = set(digests().splitlines()), 0
    for file in sorted(RELEASES.glob("*.sha256")):
        for line in sorted(set(file.read_text(encoding="utf-8").splitlines()) - now):
            print(f"{line.partition('  ')[2]} is not as it was released in {file.stem}. Take it back, add a new one.")
            status = 1
    return status


def make_demonstration(folder: Path, url: str) -> None:
    """Make the tables and tell the demonstration there, with its documents, and with what a worker makes of it."""
    told_in = {"DATABASE_URL": url, "DOCUMENTS_ROOT": str(folder / "documents"), "DEMO_PASSWORD": "demonstration"}
    told_in |= {"DJANGO_SETTINGS_MODULE": "worldcities.settings.demo", "IGNORE_ENV_FILE": "true"}
    for command in (["migrate"], ["prepare_demo"], ["db_worker", "--batch"]):
        words = [sys.executable, "manage.py", *command]
        subprocess.run(words, cwd=ROOT, env=os.environ | told_in, check=True, stdout=subprocess.DEVNULL)


def store() -> int:
    """Write both files of the present version; refuse where they are there."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    stored = RELEASES / f"{version}.tar.xz"
    if stored.exists():
        print(f"{stored.relative_to(ROOT)} is there. A release is stored once.")
        return 1
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    RELEASES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as work, tarfile.open(stored, "w:xz", preset=9) as archive:
        sqlite, postgresql = Path(work, "sqlite"), Path(work, "postgresql")
        sqlite.mkdir()
        postgresql.mkdir()
        make_demonstration(sqlite, f"sqlite:///{sqlite}/portal.sqlite3")
        subprocess.run(["createdb", "--template=template0", "--lc-collate=C", DATABASE], check=True)
        try:
            make_demonstration(postgresql, f"{server}/{DATABASE}")
            # As commands that any driver carries out: whoever upgrades needs no program of PostgreSQL.
            dump = ["pg_dump", "--no-owner", "--no-privileges", "--rows-per-insert=200", DATABASE]
            (postgresql / "portal.sql").write_bytes(subprocess.run(dump, check=True, stdout=subprocess.PIPE).stdout)
        finally:
            subprocess.run(["dropdb", DATABASE], check=True)
        archive.add(sqlite, "sqlite")
        archive.add(postgresql, "postgresql")
    stored.with_name(f"{version}.sha256").write_text(digests(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit({"check": check, "store": store}[sys.argv[1]]())
