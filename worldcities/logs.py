"""Lines of the log: in UTC, with the number of the request that they come from, and without secrets."""

import logging
import re
import time
from contextvars import ContextVar

# Addresses that open something to whoever has them, up to where the secret begins.
_SECRET = re.compile(r"(/(?:delegates|invitations|calendar/feeds|mail/unsubscribe|password/reset/key)/)[^/\s\"'?]{8,}")

# Of the request that runs; a worker and a command have none.
request_number: ContextVar[str] = ContextVar("request_number", default="-")


class LineFormatter(logging.Formatter):
    """`2026-12-01T08:30:00.123Z WARNING name number message`, whatever clock the portal shows to its readers."""

    converter = time.gmtime  # type: ignore[assignment]
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        """With the number of the request, so that its lines are found together, here and in the web server's log."""
        record.request_number = request_number.get()
        return super().format(record)


class HideSecrets(logging.Filter):
    """Writes `…` in place of each secret, in a line and in the traceback behind it; lets every line pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the message by its clean words."""
        message = record.getMessage()
        clean = _SECRET.sub(r"\1…", message)
        if clean != message:
            record.msg, record.args = clean, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = _SECRET.sub(r"\1…", record.exc_text)
        return True
