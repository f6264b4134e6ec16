"""Keeps the secrets that stand in addresses out of the logs."""

from __future__ import annotations

import logging
import re

# Addresses that open something to whoever has them, up to where the secret begins.
_SECRET = re.compile(r"(/(?:delegates|invitations|calendar/feeds|mail/unsubscribe|password/reset/key)/)[^/\s\"'?]{8,}")


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
