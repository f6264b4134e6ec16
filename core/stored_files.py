"""Files that a running act has stored: they go again where the act fails, as its rows do."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage

_stored: ContextVar[list[tuple[Storage, str]] | None] = ContextVar("stored_files", default=None)


@contextmanager
def files_of_act() -> Iterator[None]:
    """Take away what was stored inside where it ends by an error; it stands outside the transaction.

    One inside another hands its files on: they stay only if the outer one ends well too. Should the process be killed
    in between, the file is left behind, and `check_records` names it.
    """
    outer = _stored.get()
    mine: list[tuple[Storage, str]] = []
    token = _stored.set(mine)
    try:
        yield
    except BaseException:
        for storage, name in mine:
            storage.delete(name)
        raise
    else:
        if outer is not None:
            outer += mine
    finally:
        _stored.reset(token)


def stored(storage: Storage, name: str) -> None:
    """Note a file that was just stored; raises LookupError outside of `files_of_act`."""
    files = _stored.get()
    if files is None:
        message = "a file is stored inside files_of_act() only"
        raise LookupError(message)
    files.append((storage, name))


class WholeFiles(FileSystemStorage):
    """A folder in which no half of a file is left, should its disk be full."""

    def _save(self, name: str, content: File) -> str:
        try:
            return str(super()._save(name, content))  # type: ignore[misc]
        except OSError:
            with suppress(OSError):
                self.delete(name)
            raise
