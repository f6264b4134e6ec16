"""A report as PDF: cover, contents and sections, by templates/pdf/reports/report.typ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import pgettext

from core.blocks import Block
from core.pdf.block_documents import typst_blocks
from core.pdf.rendering import render_pdf
from reports.progress.rendering.cover import Cover, hash_lines

TEMPLATE = "reports/report.typ"
# Lines of the contents that fit on a page; beyond, they name the sections alone.
_CONTENTS = 46


def report_pdf(cover: Cover, blocks: Sequence[Block], *, language: str, made_at: dt.datetime) -> bytes:
    """The report with tags, links and pictures as lines."""
    told = _with_contents(typst_blocks(blocks))
    data = {"cover": _cover(cover), "blocks": told, "contents": _contents(told)}
    title = f"{cover.title}, {cover.kind}"
    head = pgettext("progress report", "DRAFT") if cover.is_draft else ""
    return render_pdf(TEMPLATE, data, language=language, title=title, made_at=made_at, head=head)


def _with_contents(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What stands below the annex, the last heading of level 1, repeats the sections: no contents name it."""
    tops = [place for place, block in enumerate(told) if block["kind"] == "heading" and block["level"] == 1]
    annex = tops[-1] if tops else 0
    return [
        block | {"outlined": place <= annex or block["level"] == 1} if block["kind"] == "heading" else block
        for place, block in enumerate(told)
    ]


def _contents(told: list[dict[str, Any]]) -> dict[str, Any]:
    lines = sum(block["kind"] == "heading" and block["level"] <= 2 and block["outlined"] for block in told)
    return {"title": pgettext("report", "Contents"), "depth": 2 if lines <= _CONTENTS else 1}


def _cover(cover: Cover) -> dict[str, Any]:
    return {
        "title": cover.title,
        "other": cover.other_title,
        "kind": cover.kind,
        "days": cover.days,
        "programme": cover.programme,
        "strand": cover.strand if cover.strand != cover.title else "",
        "sides": [
            {
                "side": side.side,
                "letters": side.letters,
                "name": side.name,
                "partners": [list(one) for one in side.partners],
            }
            for side in cover.sides
        ],
        "updates": cover.updates,
        "warning": cover.warning,
        "facts": [list(fact) for fact in cover.facts],
        "hash": hash_lines(cover.sha256),
        "notices": cover.notices,
        "foot": cover.foot,
        "draft": pgettext("progress report", "DRAFT") if cover.is_draft else "",
    }
