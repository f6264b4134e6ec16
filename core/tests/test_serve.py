"""The script that runs server and worker beside each other: neither goes on alone, and neither ends in silence."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "serve.py"
# Writes a file once it runs, and another one when it is told to end.
LASTING = """
import pathlib, signal, sys, time
folder, name = pathlib.Path(sys.argv[1]), sys.argv[2]
def end(*_):
    (folder / f"{name}-ended").touch()
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
(folder / f"{name}-runs").touch()
time.sleep(60)
"""


def lasting(folder, name):
    return [sys.executable, "-c", LASTING, str(folder), name]


def serve(server, worker):
    return subprocess.Popen([sys.executable, str(SCRIPT), *server, "--", *worker], stderr=subprocess.PIPE, text=True)


def wait_for(path):
    deadline = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < deadline, path.name
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("dying", "said"), [("server", "The server has ended"), ("worker", "The worker that sends mails has ended")]
)
def test_where_one_ends_the_other_ends_too_and_it_is_said(tmp_path, dying, said):
    other = "worker" if dying == "server" else "server"
    # Dies once the other one runs.
    wait = f"import pathlib, sys, time\nwhile not pathlib.Path({str(tmp_path / f'{other}-runs')!r}).exists():"
    commands = {other: lasting(tmp_path, other), dying: [sys.executable, "-c", f"{wait} time.sleep(0.05)\nsys.exit(7)"]}
    process = serve(commands["server"], commands["worker"])
    _out, complaint = process.communicate(timeout=30)
    assert process.returncode == 7
    assert said in complaint
    assert (tmp_path / f"{other}-ended").exists()


@pytest.mark.parametrize("wish", [signal.SIGTERM, signal.SIGINT])
def test_both_end_when_they_are_asked_to(tmp_path, wish):
    process = serve(lasting(tmp_path, "server"), lasting(tmp_path, "worker"))
    for name in ("server", "worker"):
        wait_for(tmp_path / f"{name}-runs")
    process.send_signal(wish)
    _out, complaint = process.communicate(timeout=30)
    assert process.returncode == 0
    assert complaint == ""
    for name in ("server", "worker"):
        assert (tmp_path / f"{name}-ended").exists()
