"""A text that people typed for a paper of a journey, line by line: with the marks of an outline that they set. Pure."""

from __future__ import annotations

from dataclasses import dataclass

STATEMENT, DETAIL, REMARK = 2, 3, 4  # levels of an outline below its headings
_MARKS = {
    **dict.fromkeys("□■○◦●◯ㅇ", STATEMENT),
    **dict.fromkeys("-–—·•∙ㆍ*", DETAIL),
    **dict.fromkeys("※", REMARK),
}
_WORDY = {"o ", "O "}  # a letter that stands for ○ where a blank follows


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One line without its mark; `level` is what the mark means, 0 where there is none."""

    words: str
    level: int = 0


def lines_of(text: str) -> list[TypedLine]:
    r"""The lines that say something.

    >>> [(line.level, line.words) for line in lines_of("○ 협력사업 발굴\n - 스마트시티\n\n향후 계획")]
    [(2, '협력사업 발굴'), (3, '스마트시티'), (0, '향후 계획')]
    """
    return [line for line in map(_read, text.splitlines()) if line.words]


def paragraphs_of(text: str) -> list[TypedLine]:
    """Prose: lines between two empty ones are one paragraph; a line with a mark is one of its own."""
    found: list[TypedLine] = []
    joins = False
    for raw in text.splitlines():
        line = _read(raw)
        if not line.words:
            joins = False
        elif line.level or not joins:
            found.append(line)
            joins = not line.level
        else:
            found[-1] = TypedLine(f"{found[-1].words} {line.words}")
    return found


def _read(raw: str) -> TypedLine:
    line = raw.strip()
    if line[:2] in _WORDY:
        return TypedLine(line[2:].strip(), STATEMENT)
    level = _MARKS.get(line[:1], 0)
    # A hyphen right before a figure or a letter may belong to it: -5 °C.
    if level == DETAIL and line[1:2].isdigit():
        level = 0
    return TypedLine(line[1:].strip(), level) if level else TypedLine(line)
