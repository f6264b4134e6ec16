"""Says whether every message has its Korean: none missing, none left over, each placeholder kept, the words of
`docs/glossary.md` and none that it refuses.
"""

import ast
import functools
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = ROOT / "docs" / "glossary.md"
PLACEHOLDER = re.compile(r"%\(\w+\)[sdifr]|%[sdif]|\{\w*\}")
# A particle changes with the last sound of the word before it, which a name that varies does not tell.
PARTICLE = re.compile(
    rf"(?:{PLACEHOLDER.pattern})[”’\"']?(?:은|는|이|가|을|를|와|과|로|으로)(?![가-힣])"
    r"|[은이을와](?:\(|/)[는가를과]|[는가를과](?:\(|/)[은이을와]|\(으\)로"
)
# Korean that follows the English word by word, with what is written in its place.
WORD_BY_WORD = {
    re.compile(r"더 이상 .*(?:아니|없|않)|아직 오지 않은"): "a rule or the plain fact, not an English negative",
    re.compile("한 사람$"): "…자: 요청자, 승인자",
    re.compile("통합 문서"): "엑셀 파일",
    re.compile("쌍반점"): "세미콜론",
    re.compile("^(?:영문|국문) (?!또는|추가|번역|그대로|미작성)"): "its language behind it: 제목(영문)",
    re.compile("소속 측|그쪽|이 측"): "우리 측, 해당 측, or the name",
    re.compile("알 수 없음"): "미상",
    re.compile(r"; |\)\(|: \d+$"): "a comma or ·, one bracket, a number with its counter",
}
# What the handbook says twice: a bold word is a function or a field by itself.
TWICE = re.compile(r"\*\* 기능|항목\*\* 항목")
# What makes reports and papers for officials: their Korean ends in nouns, also in notes.
PAPERS = ("reports/progress/rendering", "reports/overview/briefs.py", "events/trips/documents.py")
POLITE = re.compile(r"니다|십시오|니까\b")
# English that is not said so, with what is.
ODD = {
    re.compile(r"\b[Ss]tands?\b(?! in(?: for| until| after|$|\.)| ready$)"): "is, is shown, is listed",
    re.compile(r"\bIt counts\b|\b(?:no longer|again) counts\b"): "is in force, is counted",
    re.compile(r"\banew\b"): "again",
    re.compile(r"\ball the same\b"): "anyway",
    re.compile(r"\b[Nn]obody (?:has said|can say)\b"): "not reported, not known",
    re.compile(r"\b(?:[Tt]ak(?:e|es|en)|[Tt]ook) (?:a copy )?along\b"): "download",
    re.compile(r"^Say\b"): "Enter, Choose or Report",
    re.compile(r"\bone language (?:suffices|at least)\b"): "one language is enough",
}

# How many first arguments of a call are texts to collect; whoever collects them reads the source and runs nothing.
CALLS = {"_": 1, "gettext": 1, "gettext_noop": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}
CALLS |= {f"{name}_lazy": texts for name, texts in CALLS.items()}
# Names of languages, which Django has translated; of holidays and regions, which locale_vendor has.
KNOWN = {"gettext(LANGUAGES[code])", "pgettext('public holiday', name)", "pgettext('region', name)"}


# A message: its context and its plural, empty where it has none.
Message = tuple[str, str, str]
# What `templatize` makes of a template is no Python around its calls.
QUOTED = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
IN_TEMPLATE = re.compile(rf"(?<!\w)(?:_|n?p?gettext)\({QUOTED}(?:, {QUOTED})*")


def _calls(source: str) -> Iterator[tuple[ast.Call, str, list[ast.expr]]]:
    """The calls that ask for a translation, each with its function and the arguments that are texts."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield node, node.func.id, node.args[: CALLS[node.func.id]]


def uncollected(source: str) -> Iterator[tuple[int, str]]:
    """Calls whose message or context is no literal, so that no catalogue ever has the text: line and call."""
    for node, _name, texts in _calls(source):
        call = ast.unparse(node)
        if call not in KNOWN and not all(isinstance(text, ast.Constant) for text in texts):
            yield node.lineno, call


def messages_in(source: str) -> Iterator[Message]:
    """The messages of a Python source whose texts are literals."""
    for _node, name, args in _calls(source):
        texts = [str(text.value) for text in args if isinstance(text, ast.Constant)]
        if len(texts) == len(args):
            context = texts.pop(0) if "pgettext" in name else ""
            yield context, texts[0], texts[1] if len(texts) > 1 else ""


def messages_in_template(source: str) -> Iterator[Message]:
    """The messages of a template, as Django reads it for `makemessages`."""
    for call in IN_TEMPLATE.finditer(templatize(source)):
        yield from messages_in(f"{call.group()})")


@functools.cache
def of_papers() -> set[Message]:
    """The messages of reports and papers."""
    sources = [path for name in PAPERS for path in [*(ROOT / name).rglob("*.py"), ROOT / name] if path.is_file()]
    return {message for path in sources for message in messages_in(path.read_text())}


def asked_for() -> set[Message]:
    """The messages that `make messages` collects."""
    sources = [path for app in ROOT.glob("*/apps.py") for path in app.parent.rglob("*.py") if "tests" not in path.parts]
    templates = [path for kind in ("html", "txt") for path in ROOT.glob(f"templates/**/*.{kind}")]
    return {
        message
        for paths, read in ((sources, messages_in), (templates, messages_in_template))
        for path in paths
        for message in read(path.read_text())
    }


def compare(messages: Iterable[Message], catalogue: Iterable[polib.POEntry]) -> Iterator[tuple[str, str]]:
    """Messages that a catalogue lacks and those that nothing asks for any more, each with the reason.

    A catalogue has one entry for a message that is asked for with a plural here and without it there.
    """
    used = set(messages)
    used -= {(context, text, "") for context, text, plural in used if plural}
    kept = {(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in catalogue if not entry.obsolete}
    for faults, reason in ((used - kept, "is missing: make messages"), (kept - used, "is left over: make messages")):
        yield from ((text, reason) for _context, text, _plural in sorted(faults))


def _rows(title: str, text: str) -> Iterator[list[str]]:
    """The rows of the tables whose first head is `title`."""
    inside = False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells or not inside:
            inside = bool(cells) and cells[0] == title
        elif not set(cells[0]) <= set("-"):
            yield cells


def read_terms(text: str) -> dict[str, set[str]]:
    """The glossary's terms, each with the Korean words that stand for its meanings.

    What stands in brackets says which meaning is meant. Several terms of a row have their Korean in the same order; one
    term may have several words, and several meanings of one term stand in brackets behind it.
    """
    found: dict[str, set[str]] = {}
    for english, korean, *_note in _rows("English", text):
        terms = [term.strip() for term in re.sub(r"\([^)]*\)", "", english).split(",")]
        words = [word.strip() for word in korean.split(",")]
        for at, term in enumerate(terms):
            found.setdefault(term.lower(), set()).update(words if len(terms) == 1 else [words[at]])
    return found


TERMS = read_terms(GLOSSARY.read_text())
SHUNNED = re.compile("|".join(re.escape(row[0]) for row in _rows("not", GLOSSARY.read_text())))


def faults_of(entry: polib.POEntry) -> list[str]:
    """What is wrong with one entry of a catalogue, in words."""
    if entry.obsolete:
        return ["is no longer used"]
    found = []
    if entry.fuzzy:
        found.append("is fuzzy")
    if not entry.translated() and not entry.fuzzy:
        found.append("is not translated")
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
    found.extend(
        f"loses or invents a placeholder: {sorted(wanted ^ set(PLACEHOLDER.findall(text)))}"
        for text in texts
        if text and set(PLACEHOLDER.findall(text)) != wanted
    )
    # Korean counts with a word of its own, whatever the thing is called.
    meant = TERMS.get(entry.msgid.lower(), set()) if entry.msgctxt != "unit" else set()
    found.extend(
        f"is called {text}, not {' or '.join(sorted(meant))}" for text in texts if text and meant and text not in meant
    )
    for text in texts:
        found.extend(
            f"says {word.group()}"
            for word in SHUNNED.finditer(text)
            if (entry.msgctxt, word.group()) != ("letter", "귀하")
        )
        found.extend(f"hangs a particle on what varies: {part.group()}" for part in PARTICLE.finditer(text))
    return found


def two_registers(entry: polib.POEntry) -> list[str]:
    """What in a text of a report or paper ends in a polite verb."""
    if (entry.msgctxt or "", entry.msgid, entry.msgid_plural) not in of_papers():
        return []
    texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
    return ["ends in a verb; reports and papers end in nouns" for text in texts if POLITE.search(text)]


def literal_korean(entry: polib.POEntry) -> list[str]:
    """What in a Korean text was taken from the English."""
    texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
    found = [f"reads like English: {why}" for text in texts for odd, why in WORD_BY_WORD.items() if odd.search(text)]
    # A button that only closes something would be taken for the act.
    if "확인" in texts and "confirm" not in entry.msgid.lower():
        found.append("is called 확인, which both sides do with a text")
    return found


def handbook_faults(text: str) -> Iterator[tuple[int, str]]:
    """Lines of a Korean chapter that say a thing twice or follow the English, each with its number."""
    rules = {TWICE: "says 기능 or 항목 behind what is one"} | WORD_BY_WORD
    for number, line in enumerate(text.splitlines(), start=1):
        yield from ((number, why) for odd, why in rules.items() if odd.search(line))


def odd_english(entry: polib.POEntry) -> list[str]:
    """What in a message of ours an English editor would strike out."""
    texts = [entry.msgid, entry.msgid_plural or ""]
    return [f"is no plain English: {why}" for odd, why in ODD.items() if any(map(odd.search, texts))]


def main() -> int:
    """Print every fault as file, line, message and reason; 1 when there is one."""
    count = 0
    for app in sorted(ROOT.glob("*/apps.py")):
        for path in sorted(app.parent.rglob("*.py")):
            for line, call in uncollected(path.read_text()):
                count += 1
                print(f"{path.relative_to(ROOT)}:{line}: {call[:70]!r} is not collected: its words are no literal")
    for path in sorted(ROOT.glob("docs/handbook/ko/*.md")):
        for line, fault in handbook_faults(path.read_text()):
            count += 1
            print(f"{path.relative_to(ROOT)}:{line}: {fault}")
    for path in sorted(ROOT.glob("locale*/*/LC_MESSAGES/*.po")):
        entries = polib.pofile(str(path))
        # The other catalogues have what packages ask for.
        ours = path.is_relative_to(ROOT / "locale")
        for entry in entries:
            found = faults_of(entry)
            if ours:
                found += [*literal_korean(entry), *two_registers(entry), *odd_english(entry)]
            for fault in found:
                count += 1
                print(f"{path.relative_to(ROOT)}:{entry.linenum}: {entry.msgid[:70]!r} {fault}")
        for text, fault in compare(asked_for(), entries) if ours else ():
            count += 1
            print(f"{path.relative_to(ROOT)}: {text[:70]!r} {fault}")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
