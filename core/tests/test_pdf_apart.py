"""Long documents are set in a process of their own: the same bytes, nothing kept, and no word of the data told."""

import datetime as dt
import json
import logging
import signal
import subprocess
import sys

import pytest

from core.blocks import Paragraph, Table
from core.pdf import rendering, typesetting
from core.pdf.rendering import FONTS, PdfError, render_blocks_pdf, render_pdf, typeset_apart
from core.pdf.typesetting import Refused, typeset

pytestmark = pytest.mark.one_database

MADE_AT = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC)
SECRET = "allergic to nuts"


@pytest.fixture
def order(tmp_path):
    """An order for a small template: order(source, **inputs)."""

    def make(source="#sys.inputs.text", **inputs):
        (tmp_path / "probe.typ").write_text(f'#set document(title: "A")\n#set text(font: "Pretendard")\n{source}')
        given = {"text": SECRET} | inputs
        folders = {"root": str(tmp_path), "fonts": str(FONTS)}
        return {"template": "probe.typ", "inputs": given, "timestamp": 1_764_000_000, **folders}

    return make


@pytest.fixture
def interpreter(tmp_path, monkeypatch):
    """Let a shell script stand for Python: interpreter(lines)."""

    def put(lines):
        script = tmp_path / "python"
        script.write_text(f"#!/bin/sh\n{lines}\n")
        script.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(script))

    return put


def blocks(rows):
    table = Table(["number", "부서"], [[f"row {number}", "부산광역시 국제협력과"] for number in range(rows)])
    return [Paragraph("#panic() 日 😀"), table]


def pdf(rows=3):
    return render_blocks_pdf(blocks(rows), language="ko", title="Rows", made_at=MADE_AT, head="DRAFT")


def test_the_bytes_are_those_of_a_document_set_here(monkeypatch):
    here = pdf()
    monkeypatch.setattr(rendering, "APART", 0)
    assert pdf() == here


def test_long_documents_are_set_apart_and_short_ones_here(monkeypatch):
    places = []
    monkeypatch.setattr(rendering, "typeset", lambda *one, **more: places.append("here") or typeset(*one, **more))
    apart = lambda *one, **more: places.append("apart") or typeset_apart(*one, **more)  # noqa: E731
    monkeypatch.setattr(rendering, "typeset_apart", apart)
    assert pdf(3).startswith(b"%PDF-")
    assert pdf(5_000).startswith(b"%PDF-")
    assert places == ["here", "apart"]


@pytest.mark.security("C27", "V13")
def test_what_is_set_stands_in_no_list_of_processes_and_no_secret_goes_along(order, interpreter, tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "the-key")
    interpreter(f'echo "$@" > {tmp_path}/told; /usr/bin/env >> {tmp_path}/told; cat > {tmp_path}/asked; echo %PDF-')
    assert typeset_apart(**order()) == b"%PDF-\n"
    told = (tmp_path / "told").read_text()
    assert SECRET not in told
    assert "the-key" not in told
    assert json.loads((tmp_path / "asked").read_text())["inputs"]["text"] == SECRET


@pytest.mark.security("C27")
def test_the_process_needs_no_settings_and_reads_no_folder_of_its_own(order, monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "typst.py").write_text("raise RuntimeError('not this one')")
    monkeypatch.chdir(tmp_path)
    assert typeset_apart(**order()) == typeset(**order())


@pytest.mark.parametrize(
    ("lines", "detail"),
    [
        ("kill -9 $$", "status -9"),
        ("exit 0", "status 0"),
        (f"echo %PDF-half; echo '{SECRET}' >&2; exit 3", SECRET),
    ],
)
def test_a_process_that_was_ended_or_refuses_makes_no_document(interpreter, monkeypatch, caplog, lines, detail):
    interpreter(f"cat > /dev/null; {lines}")
    monkeypatch.setattr(rendering, "APART", 0)
    with pytest.raises(PdfError, match=r"blocks\.typ could not be rendered") as refused:
        pdf()
    assert detail in refused.value.detail
    logging.getLogger("portal").error("failed", exc_info=refused.value)
    assert "blocks.typ" in caplog.text
    assert SECRET not in caplog.text + str(refused.value)


def test_a_process_that_ends_before_it_has_read_all_is_no_fault_of_another_kind(interpreter, order):
    interpreter("exec 0<&-; exit 1")
    with pytest.raises(Refused, match="status 1"):
        typeset_apart(**order(much="x" * 5_000_000))


def test_a_template_that_fails_is_named_and_its_words_are_kept_apart(order, monkeypatch, tmp_path):
    order('#panic("it was " + sys.inputs.data)')
    monkeypatch.setattr(rendering, "template_root", lambda: tmp_path)
    monkeypatch.setattr(rendering, "APART", 0)
    with pytest.raises(PdfError) as refused:
        render_pdf("probe.typ", {"text": SECRET}, language="en", title="x", made_at=MADE_AT)
    assert SECRET in refused.value.detail
    assert SECRET not in str(refused.value)
    assert refused.value.__context__ is None


def test_a_font_that_is_missing_is_told_by_the_process_too(order, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(Refused, match="font"):
        typeset_apart(**order() | {"fonts": str(tmp_path / "empty")})


@pytest.mark.security("C28")
def test_what_takes_too_long_is_ended(order, interpreter):
    interpreter("exec sleep 60")
    with pytest.raises(Refused, match="more than 1 seconds"):
        typeset_apart(**order(), seconds=1)


def test_a_process_ends_in_time_by_itself_where_nobody_waits_for_it(order):
    endless = order("#for number in range(1000000000) {}")
    asked = json.dumps({**endless, "seconds": 1}).encode()
    done = subprocess.run(
        [sys.executable, "-I", typesetting.__file__], input=asked, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == -signal.SIGALRM
    assert done.stdout == b""


def test_where_no_process_can_be_started_no_document_is_made(order, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(Refused, match="No process"):
        typeset_apart(**order())
    assert rendering.LIMIT < 30 * 60
