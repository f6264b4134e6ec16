"""A PDF set in a process of its own, which ends: typst keeps what it worked out for as long as its process lives."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys

from django.views.decorators.debug import sensitive_variables

from core.pdf import typesetting
from core.pdf.typesetting import Order, Refused

# Seconds that a document may take; one of 650 pages takes about ten of the processor.
LIMIT = 600
# Without these some installations of Python do not start. The rest of the environment holds secrets.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


@sensitive_variables()
def typeset_apart(order: Order, *, seconds: int = LIMIT) -> bytes:
    """As `typeset`, the same bytes, and no memory is kept. Raises Refused, also where the process was ended.

    The data go by standard input, so that no list of processes shows them.
    """
    asked = json.dumps({**dataclasses.asdict(order), "seconds": seconds}, ensure_ascii=False).encode()
    try:
        done = subprocess.run(  # noqa: S603 -- our own interpreter and file; what it sets is no argument
            [sys.executable, "-I", typesetting.__file__],
            input=asked,
            capture_output=True,
            cwd=order.root,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(f"It took more than {seconds} seconds.") from None
    except OSError as fault:
        raise Refused(f"No process could be started: {fault}") from None
    if done.returncode == 0 and done.stdout:
        return done.stdout
    raise Refused(done.stderr.decode(errors="replace").strip() or f"The process ended with status {done.returncode}.")
