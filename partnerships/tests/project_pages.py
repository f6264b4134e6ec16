"""Where the pages of projects are, and how their forms are opened and sent."""

from typing import Any

from django.urls import reverse

from partnerships.tests.milestone_pages import filled


def url(project: Any, name: str = "project", *more: Any) -> str:
    """A page of the project, by the name of its address."""
    return reverse(f"partnerships:{name}", args=[project.strand.code, project.code, *more])


def list_url(scope: Any) -> str:
    """The list of a strand's or a pairing's projects."""
    if hasattr(scope, "strand_id"):
        return reverse("partnerships:pairing-projects", args=[scope.strand.code, scope.code])
    return reverse("partnerships:project-list", args=[scope.code])


def send(client: Any, address: str, **values: Any) -> Any:
    """Open a form and send it back with other values, as a browser does."""
    page = client.get(address)
    assert page.status_code == 200
    return client.post(address, filled(page) | values)
