"""What the commands of this app have alike: the language of the terminal, exit statuses, where a file goes."""

from __future__ import annotations

import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.texts import LANGUAGES
from partnerships.models import Strand

# Data that fails, such as a checksum; a wrong use, as of any Unix tool.
FAILED, WRONG_USE = 1, 2
# What a shell says of a command whose reader went away.
PIPE_BROKEN = 141
STDOUT = "-"


def terminal_language() -> str:
    """The language of the locale that the terminal names (POSIX: the first of these that is set), English without."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    language = named.partition("_")[0].partition(".")[0].lower()
    return language if language in LANGUAGES else "en"


def wrong_use(words: str) -> CommandError:
    """One line that says what is wrong, and what there is."""
    return CommandError(words, returncode=WRONG_USE)


def failure(words: str) -> CommandError:
    """The command is right, and the data or the disk is not."""
    return CommandError(words, returncode=FAILED)


def listed(names: Iterable[str]) -> str:
    """What there is, or that there is nothing."""
    return ", ".join(names) or _("none")


def find[Row: Model](rows: QuerySet[Row], code: str, words: str, **facts: str) -> Row:
    """The row of this code; else `words` say that there is none, with the `code`, and which are `known`."""
    found = rows.filter(code=code).first()
    if found is None:
        known = listed(rows.order_by("code").values_list("code", flat=True))
        raise wrong_use(words % {"code": code, "known": known, **facts})
    return found


class FileCommand(BaseCommand):
    """A command that makes one file: on disk whole or not at all, or on its standard output."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the file, in the language of the terminal."""
        with override(terminal_language()):
            self.make_file(options)

    def make_file(self, options: dict[str, Any]) -> None:
        raise NotImplementedError

    def find_strand(self, code: str) -> Strand:
        """The strand of this code; refuses another one with those that there are."""
        return find(Strand.objects.all(), code, _("There is no strand %(code)s. Strands: %(known)s."))

    def check_place(self, output: str, *, force: bool, is_text: bool = False) -> None:
        """Refuse what cannot be written to before any work is done."""
        if output == STDOUT:
            if not is_text and not force and self._is_terminal():
                raise wrong_use(_("This file is not for a terminal. Redirect it, or give --output a name."))
            return
        path = Path(output)
        if path.is_dir():
            raise wrong_use(_("%(path)s is a folder. Name a file in it.") % {"path": output})
        if not path.absolute().parent.is_dir():
            raise wrong_use(_("There is no folder %(path)s.") % {"path": path.absolute().parent})
        if path.is_file() and not force:
            raise wrong_use(_("%(path)s exists. --force overwrites it.") % {"path": output})

    def write(self, output: str, fill: Callable[[IO[bytes]], Any]) -> None:
        """Let `fill` write the file; quiet where whoever reads the standard output went away."""
        try:
            if output == STDOUT:
                target = cast("IO[bytes]", self.stdout.buffer)
                fill(target)
                target.flush()
            else:
                with written_whole(Path(output)) as file:
                    fill(file)
        except BrokenPipeError:
            # Python would complain when it flushes at its end.
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(PIPE_BROKEN)
        except OSError as error:
            words = {"path": output, "reason": error.strerror or str(error)}
            raise failure(_("%(path)s cannot be written: %(reason)s.") % words) from error

    def _is_terminal(self) -> bool:
        return bool(self.stdout.isatty())

    def remark(self, words: str) -> None:
        """A remark, beside what the command is for."""
        self.stderr.write(words, lambda text: text)


@contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file beside `path`, which takes its place once all is written; it goes where that fails.

    What is no plain file, such as a device, is written to directly. Raises OSError.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as there:
            yield there
        return
    target = path.resolve()
    part = target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
    try:
        with os.fdopen(descriptor, "w+b") as file, _ended_by_signals():
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let a request to end, or a terminal that is closed, end the work as an error would, so that it tidies up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: Any) -> None:
        del frame
        raise SystemExit(128 + number)

    names = (signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(name, end) for name in names]
    try:
        yield
    finally:
        for name, handler in zip(names, before, strict=True):
            with suppress(TypeError):
                signal.signal(name, handler)
