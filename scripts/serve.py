"""Runs the web server and the worker that sends mails beside each other.

A worker that ends is started again, and the portal goes on meanwhile; where the server ends, both end.

python scripts/serve.py COMMAND OF THE SERVER -- COMMAND OF THE WORKER
"""

import signal
import subprocess
import sys
import time

# Ctrl-C reaches all three processes at once: the two get a moment to end by it before they are told again.
PATIENCE = 5
# Seconds before a worker is started again: the first time, and at most. One that ran for longer than the most was
# well, and begins anew with the first.
SHORTEST, LONGEST = 1, 60


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


class Worker:
    """The worker: started again each time that it has ended, later each time that it did not last."""

    def __init__(self, command: list[str]) -> None:
        self.command, self.pause = command, SHORTEST
        self.start()

    def start(self) -> None:
        """Start it, now."""
        self.began, self.due = time.monotonic(), None
        self.process = subprocess.Popen(self.command)

    def keep(self) -> None:
        """See to it that it runs, or will."""
        status, now = self.process.poll(), time.monotonic()
        if status is None:
            return
        if self.due is None:
            if now - self.began > LONGEST:
                self.pause = SHORTEST
            words = f"The worker that sends mails has ended (status {status}) and is started again in {self.pause} s"
            print(words, file=sys.stderr)
            self.due, self.pause = now + self.pause, min(self.pause * 2, LONGEST)
        elif now >= self.due:
            self.start()


def main(words: list[str]) -> int:
    """Start both, wait for the server to end, end the other; 0 where someone asked for it, else what went wrong."""
    cut = words.index("--")
    for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish, stop)
    server = worker = None
    told = False
    try:
        server = subprocess.Popen(words[:cut])
        worker = Worker(words[cut + 1 :])
        while server.poll() is None:
            worker.keep()
            time.sleep(0.2)
        print(f"The server has ended (status {server.returncode}), and so the portal stops.", file=sys.stderr)
    except Stopped as wish:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        told = wish.args[0] == signal.SIGINT
        return 0
    finally:
        end([process for process in (server, worker and worker.process) if process], told=told)
    return server.returncode or 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
