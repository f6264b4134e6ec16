"""What the commands of this app have alike: the language of the terminal, exit statuses, where a file goes."""

import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _, override

from core.texts import LANGUAGES
from partnerships.models import Strand

# Data that fails, such as a checksum; a wrong use, as of any Unix tool.
FAILED, WRONG_USE = 1, 2
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

    def check_place(self, output: str, *, force: bool) -> None:
        """Refuse what cannot be written to before any work is done."""
        if output == STDOUT:
            if not force and self._is_terminal():
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
        """Let `fill` write the file: into a temporary one beside it, which takes its place once all is written."""
        if output == STDOUT:
            target = cast("IO[bytes]", self.stdout.buffer)
            fill(target)
            target.flush()
            return
        path = Path(output).resolve()
        part = path.with_name(f".{path.name[:200]}.{secrets.token_hex(4)}.part")
        try:
            with part.open("xb+") as file:
                fill(file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            words = {"path": output, "reason": error.strerror or str(error)}
            raise failure(_("%(path)s cannot be written: %(reason)s.") % words) from error
        finally:
            part.unlink(missing_ok=True)

    def _is_terminal(self) -> bool:
        return bool(self.stdout.isatty())

    def remark(self, words: str) -> None:
        """A remark, beside what the command is for."""
        self.stderr.write(words, lambda text: text)
