"""No section and no figure without its words: each has what compiles it, what tells it, and what it is called."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from partnerships.enums import AgreementStatus, BuiltIn, ProjectLevel, Sector
from reports.enums import Section
from reports.progress import compiling
from reports.progress.compiling import figures, projects
from reports.progress.rendering.documents import PARTS
from reports.progress.rendering.evidence import record_label
from reports.progress.rendering.phrases import FIGURES, figure_label
from reports.progress.selectors import COMPILERS
from reports.progress.tests.section_world import AS_OF, fill, half_year
from reports.tests.real_scope import scope_of
from reports.tests.told_sections import compiled

pytestmark = pytest.mark.one_database

FOLDER = Path(compiling.__file__).parent
# What the second half of a key may be that is put together.
FAMILIES = {
    "projects-": ProjectLevel.values,
    "organisations-": Sector.values,
    "agreements-": AgreementStatus.values,
    "count-": BuiltIn.values,
    "result-": projects.SUMS,
}
# Functions that take their keys out of a table.
TABLES = {("figures", "_journey"): figures._STATES}


def is_maker(function):
    """A function that makes a figure: its first argument is the key."""
    return bool(function.args.args) and function.args.args[0].arg == "key"


class Keys(ast.NodeVisitor):
    """Every key by which a module makes a figure, as its source says; one that cannot be read there is a fault."""

    def __init__(self, module, source):
        tree = ast.parse(source)
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        self.makers = {"figure"} | {function.name for function in functions if is_maker(function)}
        self.module, self.within, self.found = module, [], set()
        self.visit(tree)

    def visit_FunctionDef(self, node):
        self.within.append(node)
        self.generic_visit(node)
        self.within.pop()

    def visit_Call(self, node):
        if isinstance(node.func, ast.Name) and node.func.id in self.makers:
            self.found.update(self.read(node))
        self.generic_visit(node)

    def read(self, call):
        place = self.module, self.within[-1].name if self.within else ""
        match call.args[0] if call.args else None:
            case ast.Constant(value=str(key)):
                return {key}
            case ast.JoinedStr(values=[ast.Constant(value=str(prefix)), ast.FormattedValue()]) if prefix in FAMILIES:
                return {f"{prefix}{value}" for value in FAMILIES[prefix]}
            case ast.Name(id="key") if place in TABLES:
                return set(TABLES[place])
            case ast.Name(id="key") if any(is_maker(function) for function in self.within):
                return set()
        message = f"{place} makes a figure whose key cannot be read from the source, line {call.lineno}"
        raise AssertionError(message)


def all_keys():
    found = {path.stem: Keys(path.stem, path.read_text(encoding="utf-8")).found for path in FOLDER.glob("*.py")}
    return set().union(*found.values())


def test_every_section_has_a_compile_function_and_a_part_of_its_own():
    assert set(COMPILERS) == set(PARTS) == set(Section)
    assert len(set(COMPILERS.values())) == len(Section)
    assert len(set(PARTS.values())) == len(Section)


def test_every_figure_that_can_be_compiled_has_its_words():
    keys = all_keys()
    assert len(keys) > 50
    assert sorted(key for key in keys if key not in FIGURES) == []
    said = [figure_label(key) for key in keys if not key.startswith("count-")]
    assert len(set(said)) == len(said)


def test_every_kind_of_record_behind_a_figure_has_its_korean_words():
    source = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    kinds = set(re.findall(r"\bref(?:_to)?\(\s*\"([a-z-]+)\"", source))
    assert {"milestone", "organisation", "result"} <= kinds
    with translation.override("ko"):
        assert sorted(kind for kind in kinds if record_label(kind).isascii()) == []


@pytest.mark.django_db
def test_every_figure_that_is_compiled_was_found_in_the_source():
    reporting = half_year()
    pairing = fill(reporting)
    keys = all_keys()
    for scope in (scope_of(reporting, as_of=AS_OF), scope_of(reporting, pairing.code, as_of=AS_OF)):
        for section in Section:
            data = compiled(section, scope)
            made = {one["key"] for one in [*data["figures"], *(data.get("keys") or [])]}
            assert made <= keys, section


@pytest.mark.parametrize(
    "source",
    [
        "def compile_it(scope):\n    return figure(f'other-{scope}', [])",
        "def compile_it(scope):\n    return [figure(key, []) for key in scope]",
        "def compile_it(scope):\n    return figure('a' + scope, [])",
    ],
)
def test_a_key_that_nobody_can_look_up_is_found(source):
    with pytest.raises(AssertionError, match="cannot be read"):
        Keys("new", source)
    assert Keys("new", "def _of(key, rows):\n    return figure(key, rows)\n_of('new-key', [])").found == {"new-key"}
