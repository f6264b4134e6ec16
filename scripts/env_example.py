"""Write `.env.example`, the reference of all settings, from the modules of settings: their comments and defaults.

A setting is explained by the comment above it; a comment with a blank line below it begins a part.
"""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / ".env.example"
HEAD = """\
# Every setting that the portal reads, with its default. Copy to .env, or set them in the environment, which wins.
# How to run a real installation: docs/operate.md. This file is made from worldcities/settings/ by `make settings`.

# Read from the environment alone. Which settings: worldcities.settings.demo (the default), .dev, .test or .prod.
#DJANGO_SETTINGS_MODULE=worldcities.settings.prod

# A folder in memory, emptied at each start, in which all processes of one machine count for /metrics.
#PROMETHEUS_MULTIPROC_DIR=/run/portal

# The browser's program, where it is not on the path: for tests.
#CHROMIUM=/usr/bin/chromium
"""


def _default(call: ast.Call) -> str:
    """As it would be written in the file; nothing where the code makes it."""
    given = [one.value for one in call.keywords if one.arg == "default"] or call.args[1:]
    match given:
        case [ast.BinOp(left=ast.Name("VAR_DIR"), right=ast.Constant(name))]:
            return f"var/{name}"
        case [ast.Constant(value)]:
            return str(value).lower() if isinstance(value, bool) else str(value)
        case [ast.List(elts)]:
            return ",".join(ast.literal_eval(one) for one in elts)
    return ""


def _settings(source: str) -> dict[int, dict[str, str]]:
    """The settings that each line reads, with their defaults."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[0] in {"env", "together"}:
            names = [str(one.value) for one in call.args if isinstance(one, ast.Constant)]
            found[call.lineno] |= dict.fromkeys([name for name in names if name.isupper()], _default(call))
    return found


def example() -> str:
    """The whole file; what production must have comes first, and a name once, as production has it."""
    written = HEAD
    for module in ("prod", "base", "demo", "environment"):
        source = (ROOT / "worldcities" / "settings" / f"{module}.py").read_text(encoding="utf-8")
        read, comment, before = _settings(source), "", ""
        for number, line in enumerate(map(str.strip, source.splitlines()), 1):
            if line.startswith("#"):
                comment = f"{comment}{line}\n" if before.startswith("#") else f"{line}\n"
            elif not line and before.startswith("#"):
                written, comment = f"{written}\n{comment}", ""
            for name, default in read[number].items():
                if f"\n#{name}=" not in written:
                    written, comment = f"{written}{comment and '\n'}{comment}#{name}={default}\n", ""
            before = line
    return written


if __name__ == "__main__":
    FILE.write_text(example(), encoding="utf-8")
