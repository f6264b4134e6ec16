"""What a release leaves behind: its migrations, which are never edited again, and its demonstration, to upgrade from.

python scripts/releases.py check    each migration of each release is as it was released, and docs/upgrades.md names
                                    each newer one that the code of the last release cannot live beside
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
from collections.abc import Iterator
from pathlib import Path

import django
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

ROOT = Path(__file__).resolve().parent.parent
RELEASES = ROOT / "data" / "releases"
UPGRADES = ROOT / "docs" / "upgrades.md"
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


def breaks(released: ProjectState, state: ProjectState) -> set[str]:
    """What the released code reads or leaves out, and these tables no longer have or no longer do without."""
    found = set()
    for (app, model), before in released.models.items():
        after, name = state.models.get((app, model)), f"{app}.{model}"
        if after is None or after.options.get("db_table") != before.options.get("db_table"):
            found.add(f"{name} is gone")
            continue
        found |= {f"{name}.{field} is gone" for field in before.fields.keys() - after.fields.keys()}
        for field in after.fields:
            if _required(after, field) and not _required(before, field):
                found.add(f"{name}.{field} is required")
    return found


def _required(model: ModelState, name: str) -> bool:
    """Whether a row that does not say this column is refused."""
    field = model.fields.get(name)
    optional = field is None or field.null or field.many_to_many or field.generated or field.has_db_default()
    return not optional


def not_beside(release: Path) -> Iterator[tuple[str, list[str]]]:
    """Each newer migration that the released code cannot live beside, with why."""
    paths = [Path(line.partition("  ")[2]) for line in release.read_text(encoding="utf-8").splitlines()]
    released = {(path.parts[0], path.stem) for path in paths}
    loader = MigrationLoader(None)
    graph = loader.graph
    last = [key for key in released if not released & {child.key for child in graph.node_map[key].children}]
    plan = dict.fromkeys(key for leaf in graph.leaf_nodes() for key in graph.forwards_plan(leaf))
    behind = {key for leaf in last for key in graph.forwards_plan(leaf)}
    base = loader.project_state(last)
    state, known = base.clone(), set[str]()
    for key in plan:
        if key not in behind:
            state = graph.nodes[key].mutate_state(state, preserve=False)
            if new := breaks(base, state) - known:
                yield ".".join(key), sorted(new)
                known |= new


def check_upgrades() -> int:
    """Name each migration that has no line in docs/upgrades.md, though the last release cannot live beside it."""
    last = max(RELEASES.glob("*.sha256"), key=lambda file: [int(part) for part in file.stem.split(".")])
    lines, status = UPGRADES.read_text(encoding="utf-8"), 0
    for name, reasons in not_beside(last):
        if f"`{name}`" not in lines:
            why = ", ".join(reasons)
            print(f"The code of {last.stem} cannot live beside {name}, so docs/upgrades.md must name it: {why}.")
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
    if sys.argv[1] == "store":
        sys.exit(store())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "worldcities.settings.demo")
    sys.path.insert(0, str(ROOT))
    django.setup()
    sys.exit(check() | check_upgrades())
