"""The script that finds an interpreter for ``make``: it believes no name, and no wrong order."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "pick-python.sh"


def _pick(**environment):
    return subprocess.run(
        ["/bin/sh", str(SCRIPT)],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_it_prints_is_a_python_that_makes_environments():
    picked = _pick()
    assert picked.returncode == 0
    check = "import ensurepip, sys; assert sys.version_info >= (3, 12)"
    subprocess.run([picked.stdout.strip(), "-c", check], check=True)


def test_the_one_that_is_named_wins():
    assert Path(_pick(PYTHON=sys.executable).stdout.strip()) == Path(sys.executable)


def test_a_named_one_that_does_not_run_is_an_error(tmp_path):
    launcher = tmp_path / "python3.13"
    launcher.write_text("#!/bin/sh\nexit 127\n", encoding="ascii")
    launcher.chmod(0o755)
    picked = _pick(PYTHON=str(launcher))
    assert picked.returncode == 1
    assert picked.stdout == ""
    assert str(launcher) in picked.stderr
