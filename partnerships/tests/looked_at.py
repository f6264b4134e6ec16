"""Many files of one kind, of which all are to be refused, or all to be taken."""

from __future__ import annotations

from core.errors import DomainError
from partnerships.services.uploads import check_upload
from partnerships.tests.files import upload


def all_refused(ending: str, cases: dict[str, tuple[bytes, str]]) -> None:
    """Each is refused beside its field, with a sentence that has such words in it."""
    taken = []
    for name, (content, words) in cases.items():
        told = _refusal(ending, content)
        if told is None:
            taken.append(name)
        else:
            assert (told.field, words in str(told)) == ("file", True), (name, str(told))
    assert not taken, taken


def all_taken(ending: str, cases: dict[str, bytes]) -> None:
    """None is refused."""
    told = {name: str(_refusal(ending, content)) for name, content in cases.items() if _refusal(ending, content)}
    assert not told, told


def _refusal(ending: str, content: bytes) -> DomainError | None:
    try:
        check_upload(upload(f"plan.{ending}", content))
    except DomainError as refused:
        return refused
    return None
