"""Public results that both sides have released, without the acts that lead there."""

from typing import Any

from core import clock
from partnerships.confirmations.services import freeze
from partnerships.enums import Side
from partnerships.models import Confirmation, TextEdition
from reports.tests.factories import PublicResultsFactory

ITEM = {
    "kind": "project",
    "code": "street-lights",
    "title_en": "Street lights that answer",
    "title_ko": "응답하는 가로등",
    "text_en": "Piloting since 16 November 2026",
    "text_ko": "",
}


def released(pairing: Any, *, sides: tuple[str, ...] = ("eu", "counterpart"), **values: Any) -> Any:
    """The results of a pairing as these sides have released them."""
    results = PublicResultsFactory(pairing=pairing, **{"items": [ITEM]} | values)
    words_under(freeze(by=None, text=results), sides)
    return results


def words_under(edition: TextEdition, sides: tuple[str, ...]) -> None:
    """The words of both sides under an edition: confirmed by these, asked of the others."""
    for side in Side.values:
        given = {"state": "confirmed", "confirmed_at": clock.now(), "by_label": "Marta Soler"} if side in sides else {}
        Confirmation(text=edition, side=side, sha256=edition.sha256, **given).save(by=None)
