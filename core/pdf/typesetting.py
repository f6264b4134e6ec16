"""One order to typst: a template with its data goes in, the bytes of a PDF come out.

It knows neither Django nor the portal, because it is a program too: `apart.py` runs it as a process of its own, which
begins at once, and with which all memory goes that typst would keep. Then the order comes on standard input.
"""

import json
import signal
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

# Tagged for screen readers. Under this standard typst also refuses text that its font cannot show.
STANDARD: list[Any] = ["ua-1"]
# What the program ends with where typst refuses, and not it itself has failed.
REFUSED = 3


class Refused(Exception):
    """No PDF came of an order. The words may quote the data, so they belong into no log."""


@cache
def fonts_in(folder: Path) -> Any:
    """The vendored fonts and no others: what a machine happens to have must not change a document."""
    import typst  # noqa: PLC0415 - few requests need it

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def typeset(template: str, *, root: str, fonts: str, inputs: Mapping[str, str], timestamp: int) -> bytes:
    """The PDF of a template below `root`, with what it reads as `sys.inputs`.

    `fonts` is the folder of the fonts, `timestamp` the moment in seconds that the file names. All of it is plain text
    and numbers, so that JSON can say it. The same order gives the same bytes, in whichever process. Raises Refused.
    """
    import typst  # noqa: PLC0415 - few requests need it

    try:
        content, warnings = typst.compile_with_warnings(
            Path(root) / template,
            root=Path(root),
            font_paths=fonts_in(Path(fonts)),
            ignore_system_fonts=True,
            sys_inputs=dict(inputs),
            pdf_standards=STANDARD,
            timestamp=timestamp,
        )
    except (RuntimeError, OSError) as fault:
        raise Refused(str(fault)) from None
    # A font that is not there is but a warning to typst, which then leaves the text out.
    if missing := [warning.message for warning in warnings if "font" in warning.message]:
        raise Refused("\n".join(missing))
    return content


def main() -> int:
    """Set what standard input orders: the PDF to standard output, what typst refuses to standard error."""
    asked = json.load(sys.stdin.buffer)
    # Also where nobody waits any more, such as after the end of the worker that ordered it.
    signal.alarm(asked.pop("seconds"))
    try:
        content = typeset(**asked)
    except Refused as refused:
        sys.stderr.buffer.write(str(refused).encode(errors="replace"))
        return REFUSED
    sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
