"""Opening and sending the forms of acts as a browser does, and reading what the page says."""

from typing import Any

from django.urls import reverse

from partnerships.tests.factories import MilestoneFactory, period
from partnerships.tests.pages import without_tags


def given(sides: Any, **values: Any) -> Any:
    """A milestone of the two sides, planned for 3 December 2026; Busan answers for it."""
    planned = {"baseline": period("2026-12-03"), "forecast": period("2026-12-03"), "responsible": "counterpart"}
    return MilestoneFactory(pairing=sides.pairing, stage=sides.pairing.strand.stages.first(), **planned | values)


def url(milestone: Any, act: str = "") -> str:
    """The milestone's page, or that of one of its acts."""
    name = f"partnerships:milestone-{act}" if act else "partnerships:milestone"
    return reverse(name, args=[milestone.pairing.strand.code, milestone.pairing.code, milestone.code])


def filled(page: Any) -> dict[str, Any]:
    """What a browser would send back from the form as it was shown."""
    form = page.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {name: getattr(value, "pk", value) for name, value in values.items() if value not in (None, False)}


def said(page: Any) -> str:
    """The page's text in one line."""
    return without_tags(page.content.decode())


def follow(client: Any, answer: Any) -> Any:
    """The page that an act leads to."""
    assert answer.status_code == 302, said(answer)
    return client.get(answer["Location"])


def open_form(client: Any, sides: Any, role: str, milestone: Any, act: str) -> dict[str, Any]:
    """Sign in and open an act's form."""
    client.force_login(sides.people[role], "django.contrib.auth.backends.ModelBackend")
    page = client.get(url(milestone, act))
    assert page.status_code == 200
    return filled(page)
