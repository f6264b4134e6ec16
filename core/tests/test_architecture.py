"""The rules of the house that import-linter cannot see, read from the source itself."""

import ast
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.template.backends.django import get_installed_libraries
from django.template.library import Library, import_library

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).resolve().parents[2]
APPS = ("core", "accounts", "partnerships", "events", "reports", "worldcities")
FOLDERS = (*APPS, "e2e", "bench", "scripts", "templates", "static")
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "misc"}
# The versioned save, the log, the pack engine and the end of a name are the places that write without Model.save().
MAY_WRITE_IN_BULK = ("core/erasures.py", "core/models.py", "core/log.py", "core/models/", "core/pack/", "core/pack.py")


def _files(*suffixes: str) -> list[Path]:
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in suffixes]
    found += [ROOT / "conftest.py", ROOT / "manage.py"] if ".py" in suffixes else []
    return sorted(path for path in found if not {"migrations", "vendor", "__pycache__"} & set(path.parts))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _is_test(path: Path) -> bool:
    return "tests" in path.parts or path.parts[len(ROOT.parts)] in {"e2e", "bench"} or path.name == "conftest.py"


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _trees(*, tests: bool) -> Iterator[tuple[Path, ast.Module]]:
    for path in _files(".py"):
        if tests or not _is_test(path):
            yield path, _tree(path)


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Each call with the last part of the name that is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            yield (node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id), node


def _lines(path: Path) -> int:
    """How many lines a file has; of Python those that hold code: no blanks, comments and docstrings."""
    if path.suffix != ".py":
        return path.read_text(encoding="utf-8").count("\n")
    layout = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    with tokenize.open(path) as source:
        held = [t for t in tokenize.generate_tokens(source.readline) if t.type not in layout]
    shown = [t for t in held if not (t.type == tokenize.STRING and t.line.lstrip().startswith('"""'))]
    return len({line for token in shown for line in range(token.start[0], token.end[0] + 1)})


def test_no_file_is_over_400_lines():
    long = {_name(path): lines for path in _files(".py", ".html", ".css", ".js") if (lines := _lines(path)) > 400}
    assert not long, "split by noun into a package of the same name"


def test_every_file_is_named_after_what_it_holds():
    nameless = [_name(path) for path in _files(".py", ".html", ".css", ".js") if path.stem in FORBIDDEN_NAMES]
    assert not nameless


def test_every_module_says_what_lives_there():
    silent = [
        _name(path)
        for path, tree in _trees(tests=False)
        if path.name != "__init__.py" and ast.get_docstring(tree) is None
    ]
    assert not silent


def test_no_test_counts_queries_by_a_bare_number():
    """A number alone only freezes what happens to be; a page's cost is compared with 1 and with many rows."""
    bare = [
        f"{_name(path)}:{call.lineno}"
        for path, tree in _trees(tests=True)
        for name, call in _calls(tree)
        if name == "assertNumQueries"
        or (name == "django_assert_num_queries" and call.args and isinstance(call.args[0], ast.Constant))
    ]
    assert not bare, "compare CaptureQueriesContext of 1 row with that of many"


def test_nothing_flows_through_signals():
    receivers = []
    for path, tree in _trees(tests=False):
        for node in ast.walk(tree):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            # Our own signals are reasons to look at a pairing; what is refused here is Django's and the libraries'.
            foreign = module.partition(".")[0] not in APPS
            if module == "django.dispatch" or (foreign and module.endswith(".signals")):
                receivers.append(f"{_name(path)}:{node.lineno}")
    assert not receivers, "call the next service by its name"


def _bulk_writes(tree: ast.AST) -> Iterator[int]:
    """Lines that write past Model.save(). A queryset's update takes keywords only, a dict's is written ``|=``."""
    for name, call in _calls(tree):
        keywords_only = isinstance(call.func, ast.Attribute) and call.keywords and not call.args
        if name.startswith("bulk_") or (name == "update" and keywords_only):
            yield call.lineno


def test_every_write_goes_through_the_versioned_save():
    past = [
        f"{_name(path)}:{line}"
        for path, tree in _trees(tests=False)
        if not _name(path).startswith(MAY_WRITE_IN_BULK)
        for line in _bulk_writes(tree)
    ]
    assert not past, "an update in bulk writes no history and checks no version"


def _bare_services(tree: ast.AST) -> Iterator[int]:
    """Lines of services, by somebody, that open a transaction without an act."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(argument.arg == "by" for argument in node.args.kwonlyargs):
            yield from (one.lineno for one in node.decorator_list if ast.unparse(one).startswith("transaction.atomic"))


def test_every_service_is_one_act():
    bare = [
        f"{_name(path)}:{line}"
        for path, tree in _trees(tests=False)
        if _name(path).startswith(("partnerships/", "events/", "reports/"))
        for line in _bare_services(tree)
    ]
    assert not bare, "@one_act() gives log entry, versions and typed changes their key"


def _hidden_imports(tree: ast.AST) -> Iterator[int]:
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").split(".")[0] in APPS):
                yield node.lineno
            if isinstance(node, ast.Import) and any(alias.name.split(".")[0] in APPS for alias in node.names):
                yield node.lineno


def test_no_import_hides_inside_a_function():
    hidden = [f"{_name(path)}:{line}" for path, tree in _trees(tests=False) for line in _hidden_imports(tree)]
    assert not hidden, "it would go round the import order"


def test_templates_load_only_what_they_use():
    libraries = {name: import_library(path) for name, path in get_installed_libraries().items()}
    idle = {
        _name(path): names
        for path in _files(".html", ".txt")
        if (names := list(_idle_loads(path.read_text(encoding="utf-8"), libraries)))
    }
    assert not idle


def _idle_loads(source: str, libraries: dict[str, Library]) -> Iterator[str]:
    """The libraries that a template loads whole, and of which it uses no tag and no filter."""
    for loaded in re.findall(r"{% load ((?:(?! from )[^%])+) %}", source):
        for name in loaded.split():
            tags = {rf"{{% {tag}\b" for tag in libraries[name].tags}
            filters = {rf"\|{name}\b" for name in libraries[name].filters}
            if not re.search("|".join(tags | filters), source):
                yield name


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("Pairing.objects.filter(x=1).update(status='closed')", True),
        ("Pairing.objects.bulk_create(rows)", True),
        ("rows.bulk_update(rows, fields=['x'])", True),
        ("digest.update(b'x')", False),
        ("context.update({'x': 1})", False),
        ("update(x=1)", False),
    ],
)
def test_the_reader_of_bulk_writes_tells_them_from_other_updates(source, caught):
    assert bool(list(_bulk_writes(ast.parse(source)))) is caught


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("def f():\n    from partnerships import models", True),
        ("def f():\n    from . import models", True),
        ("def f():\n    import core.clock", True),
        ("def f():\n    import json", False),
        ("from core import clock", False),
    ],
)
def test_the_reader_of_hidden_imports_knows_our_own(source, caught):
    assert bool(list(_hidden_imports(ast.parse(source)))) is caught
