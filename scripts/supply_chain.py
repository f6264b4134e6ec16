"""What the portal is made of: locked by hash, under licences that it may have, and without anybody's secrets.

python scripts/supply_chain.py check      whether all three hold, and docs/licences.md is what is installed
python scripts/supply_chain.py licences   write docs/licences.md
python scripts/supply_chain.py sbom       print a bill of materials (CycloneDX 1.6, JSON)
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"requirements.txt": "requirements.lock", "requirements-dev.txt": "requirements-dev.lock"}
LIST = ROOT / "docs" / "licences.md"
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[\w,]+\])?==([^\s;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# What a portal under the European Union Public Licence may run on. The tools of the tests ship with nothing.
ALLOWED = ("MIT", "BSD", "Apache", "PSF", "Python Software", "MPL", "Mozilla", "LGPL", "Lesser General", "ISC", "CNRI")
TOOLS_ALLOWED = (*ALLOWED, "GPL")
# Of those whose metadata name none, as their projects' own files say.
READ_BY_HAND = {"pyrage": "MIT", "axe-playwright-python": "MIT"}
# A secret as its issuer writes it. What merely looks random (digests, examples) is none.
SECRETS = re.compile(
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|"
    r"\bxox[abpr]-[A-Za-z0-9-]{10,}|\bAGE-SECRET-KEY-1[A-Z0-9]{50,}|\bglpat-[\w-]{20}\b|\bsk_live_[A-Za-z0-9]{20,}|"
    r"\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}"
)


def normal(name: str) -> str:
    """The name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file: str) -> dict[str, str]:
    """Each name with its version."""
    return {normal(name): version for name, version in PIN.findall((ROOT / file).read_text(encoding="utf-8"))}


def hashes(file: str) -> dict[str, list[str]]:
    """The digests of each pinned name."""
    parts = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / file).read_text(encoding="utf-8"))
    return {normal(found[1]): HASH.findall(part) for part in parts if (found := PIN.match(part))}


def licence(name: str) -> str:
    """The licence of what is installed, as its metadata have it; empty where it is not for this platform."""
    try:
        facts = metadata(name)
    except PackageNotFoundError:
        return ""
    classed = [one.rpartition(":: ")[2] for one in facts.get_all("Classifier") or [] if one.startswith("License ::")]
    told = (
        READ_BY_HAND.get(name) or facts.get("License-Expression") or "; ".join(classed) or facts.get("License") or "?"
    )
    return told.splitlines()[0]


def table() -> str:
    """docs/licences.md as what is installed makes it."""
    own, tools = (pins(lock) for lock in LOCKS.values())
    lines = ["# Licences", "", "What the portal runs on, as `make lock` pins and lists it.", ""]
    for title, names in (("The portal", own), ("Tools of its tests", {n: v for n, v in tools.items() if n not in own})):
        lines += [f"## {title}", "", "| package | version | licence |", "|---|---|---|"]
        lines += [
            f"| {name} | {version} | {licence(name)} |" for name, version in sorted(names.items()) if licence(name)
        ]
        lines.append("")
    return "\n".join(lines)


def faults_of_locks() -> Iterator[str]:
    """What is not pinned as it is wanted, or under a licence that may not be used, a line each."""
    for wanted, lock in LOCKS.items():
        locked, known = pins(lock), hashes(lock)
        yield from (
            f"{lock} does not have {name}=={version}: make lock"
            for name, version in pins(wanted).items()
            if locked.get(name) != version
        )
        yield from (f"{lock}: {name} has no hash" for name in locked if not known.get(name))
        allowed = ALLOWED if wanted == "requirements.txt" else TOOLS_ALLOWED
        for name in locked:
            found = licence(name)
            if found and not any(word in found for word in allowed):
                yield f"{name}: may the portal use {found}?"


def faults() -> Iterator[str]:
    """All that is wrong, a line each."""
    yield from faults_of_locks()
    listed = LIST.read_text(encoding="utf-8").splitlines()
    yield from (f"docs/licences.md lacks {line}: make lock" for line in table().splitlines() if line not in listed)
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    for file in files.stdout.split("\0")[:-1]:
        path = ROOT / file
        if path.is_file() and (found := SECRETS.search(path.read_bytes().decode("utf-8", "replace"))):
            yield f"{file}: a secret? {found[0][:12]}…"


def bill() -> str:
    """The bill of materials of what the portal runs on."""
    known = hashes("requirements.lock")
    components = [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "licenses": [{"license": {"name": licence(name) or "not for this platform"}}],
            "hashes": [{"alg": "SHA-256", "content": one} for one in known[name]],
        }
        for name, version in sorted(pins("requirements.lock").items())
    ]
    about = {"component": {"type": "application", "name": "worldcities"}}
    return json.dumps(
        {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": about, "components": components},
        indent=1,
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["check"]:
            found = list(faults())
            print(*found, sep="\n", end="\n" if found else "")
            sys.exit(bool(found))
        case ["licences"]:
            LIST.write_text(table(), encoding="utf-8")
        case ["sbom"]:
            print(bill())
        case _:
            sys.exit(__doc__)
