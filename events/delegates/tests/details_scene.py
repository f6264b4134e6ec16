"""A delegate of Busan with a personal link, and what is typed on the own page."""

import re
from typing import Any

from django.urls import reverse

from events.delegates.actions import MakeLink
from events.delegates.services import find_link, save_details
from events.models import Delegate, DelegateNeeds
from events.tests.delegation_scene import Scene, scene

ANSWERS = {"agrees_participants_list": "yes", "agrees_photographs": "no", "agrees_public_listing": "no"}


def with_delegate(**values: Any) -> tuple[Scene, Delegate]:
    """Busan's visit to Barcelona in six weeks, and one delegate with an address of the own."""
    found = scene(**{key: values.pop(key) for key in ("places", "forecast", "status") if key in values})
    delegate = found.one(**({"given_name": "Jisu", "email": "jisu.kim@example.org"} | values))
    return found, delegate


def link_of(found: Scene, delegate: Delegate, mailoutbox: Any = None, capture: Any = None, **more: Any) -> str:
    """Make a link and return its secret: as it was shown, or as it stands in the mail."""
    row = Delegate.objects.get(pk=delegate.pk)
    act = found.act()
    if row.email:
        with capture(execute=True):
            MakeLink.do(row, **act, version=row.version, **more)
        return re.search(r"/delegates/([\w-]+)/", mailoutbox[-1].body)[1]
    return MakeLink.do(row, **act, version=row.version, **more).url.rstrip("/").rsplit("/", 1)[1]


def page(token: str, name: str = "delegate-page") -> str:
    return reverse(f"events:{name}", args=[token])


def tell(token: str, **values: Any) -> None:
    """Tell something by the link, as the page does."""
    link = find_link(token)
    needs = getattr(link.delegate, "needs", None)
    given = {"person": {}, "needs": {}, "answers": {}, "language": "en"} | values
    given["needs"] = agreed(given["needs"])
    save_details(token=token, versions=f"{link.delegate.version}.{needs.version if needs else 0}", **given)


def typed(delegate: Delegate, versions: str = "1.0", **values: Any) -> dict[str, Any]:
    """The fields of the own page as a browser sends them."""
    own = {
        name: getattr(delegate, name)
        for name in ("given_name", "family_name", "name_order", "name_native", "title", "function", "gender")
    }
    return own | {"versions": versions} | agreed(values)


def agreed(values: dict[str, Any]) -> dict[str, Any]:
    """With the consent that food and access needs are kept, where any are told and nothing is said of it."""
    return {"told": "here"} | values if values.keys() & set(DelegateNeeds.SENSITIVE) else values
