"""The script that runs server and worker beside each other: the portal outlives its worker, none ends in silence."""

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


def test_where_the_server_ends_the_worker_ends_too_and_it_is_said(tmp_path):
    # Dies once the other one runs.
    wait = f"import pathlib, sys, time\nwhile not pathlib.Path({str(tmp_path / 'worker-runs')!r}).exists():"
    process = serve([sys.executable, "-c", f"{wait} time.sleep(0.05)\nsys.exit(7)"], lasting(tmp_path, "worker"))
    _out, complaint = process.communicate(timeout=30)
    assert process.returncode == 7
    assert "The server has ended" in complaint
    assert (tmp_path / "worker-ended").exists()


def test_a_worker_that_dies_is_started_again_and_the_portal_goes_on(tmp_path):
    # Ends twice, then lasts.
    dying = f"""
import pathlib, sys
runs = pathlib.Path(sys.argv[1]) / "runs"
with runs.open("a") as file:
    file.write("x")
if runs.stat().st_size < 3:
    sys.exit(7)
{LASTING}"""
    process = serve(lasting(tmp_path, "server"), [sys.executable, "-c", dying, str(tmp_path), "worker"])
    try:
        wait_for(tmp_path / "worker-runs")
        assert (tmp_path / "runs").stat().st_size == 3
        assert process.poll() is None
        assert not (tmp_path / "server-ended").exists()
    finally:
        process.terminate()
        _out, complaint = process.communicate(timeout=30)
    assert process.returncode == 0
    told = [line for line in complaint.splitlines() if "The worker" in line]
    assert ["status 7" in line for line in told] == [True, True]
    # Later each time.
    assert [line.split()[-2] for line in told] == ["1", "2"]
    for name in ("server", "worker"):
        assert (tmp_path / f"{name}-ended").exists()


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
