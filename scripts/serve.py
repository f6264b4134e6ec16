"""Runs the web server and the worker that sends mails beside each other; where one ends, both end.

python scripts/serve.py COMMAND OF THE SERVER -- COMMAND OF THE WORKER
"""

import signal
import subprocess
import sys
import time

# Ctrl-C reaches all three processes at once: the two get a moment to end by it before they are told again.
PATIENCE = 5


class Stopped(Exception):
    """Someone asked for the end."""


def stop(signum: int, _frame: object) -> None:
    """Turn the wish into an exception where this process waits."""
    raise Stopped(signum)


def end(processes: list[subprocess.Popen], *, told: bool) -> None:
    """Have them end: at once, or after a moment where they were told already; by force where they do not."""
    deadline = time.monotonic() + PATIENCE
    while told and time.monotonic() < deadline and any(process.poll() is None for process in processes):
        time.sleep(0.05)
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(PATIENCE * 2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main(words: list[str]) -> int:
    """Start both, wait for the first to end, end the other; 0 where someone asked for it, else what went wrong."""
    cut = words.index("--")
    commands = {"The server": words[:cut], "The worker that sends mails": words[cut + 1 :]}
    for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish, stop)
    running: dict[str, subprocess.Popen] = {}
    try:
        for name, command in commands.items():
            running[name] = subprocess.Popen(command)
        while all(process.poll() is None for process in running.values()):
            time.sleep(0.2)
    except Stopped as wish:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        end(list(running.values()), told=wish.args[0] == signal.SIGINT)
        return 0
    ended = next(name for name, process in running.items() if process.poll() is not None)
    status = running[ended].returncode
    print(f"{ended} has ended (status {status}), and so the portal stops.", file=sys.stderr)
    end(list(running.values()), told=False)
    return status or 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
