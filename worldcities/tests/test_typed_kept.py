"""Where no script runs, the form of an act takes what was typed along into the other language."""

import re

import pytest
from django.urls import reverse

from events.delegations.actions import AcceptDelegate
from events.tests.delegation_scene import scene
from partnerships.tests.pages import fields, sign_in, url

pytestmark = pytest.mark.django_db
SWITCH = reverse("set_language")


def switch(client, page, sent, language="ko"):
    return client.post(f"{SWITCH}?page={page}", sent | {"page_language": language})


def test_what_was_typed_stands_in_the_form_again_against_the_version_it_was_typed_to(client, sides):
    sign_in(client, sides, "eu")
    project = url(sides, "project-add")
    one = str(sides.pairing.eu_id)
    sent = fields(client.get(project)) | {"name": "Ferries & 밤 <b>", "partners": one}
    answer = switch(client, project, sent)
    page = client.get(answer["Location"])
    assert page.headers["Content-Language"] == "ko"
    assert [page.context["form"][name].value() for name in ("name", "partners")] == ["Ferries & 밤 <b>", one]
    assert page.context["form"]["once"].value() != sent["once"]
    # Its own address opens it as ever.
    assert client.get(project).context["form"]["name"].value() in (None, "")


def test_an_old_form_is_still_told_that_somebody_was_faster(client, sides):
    sign_in(client, sides, "eu")
    milestone = sides.milestone()
    edit = url(sides, "milestone-edit", milestone.code)
    sent = fields(client.get(edit)) | {"note": "By ferry"}
    milestone.refresh_from_db()
    milestone.note = "By train"
    milestone.save(by=None)
    page = client.get(switch(client, edit, sent)["Location"])
    assert page.context["form"]["note"].value() == "By ferry"
    assert client.post(edit, fields(page) | {"note": "By ferry"}).status_code == 409


def test_another_page_and_another_reader_get_nothing_of_it(client, sides):
    sign_in(client, sides, "eu")
    project, contact = url(sides, "project-add"), url(sides, "contact-add")
    switch(client, project, fields(client.get(project)) | {"name": "Ferries"})
    assert client.get(f"{contact}?filled").context["form"]["what"].value() in (None, "")
    sign_in(client, sides, "counterpart")
    assert client.get(f"{project}?filled").context["form"]["name"].value() in (None, "")


@pytest.mark.security("V1")
@pytest.mark.parametrize("page", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_it_leads_to_no_other_place(client, sides, page):
    sign_in(client, sides, "eu")
    assert switch(client, page, {"title_en": "Ferries"})["Location"] == "/"


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["delegate-link", "invitation-letter"])
@pytest.mark.parametrize("chosen", ["en", "ko"])
def test_the_button_has_the_name_of_no_field_so_that_a_language_chosen_in_a_form_is_kept(client, name, chosen):
    found = scene()
    delegate = found.one(given_name="Jisu")
    AcceptDelegate.do(delegate, **found.act("staff"), version=delegate.version)
    client.force_login(found.act("staff")["by"])
    address = reverse(f"events:{name}", args=[found.event.strand.code, found.event.code, "busan", 1])
    opened = client.get(address)
    button = re.search(r'<noscript>\s*<button[^>]*name="(\w+)"\s+value="(\w+)"', opened.text)
    assert button[1] not in opened.context["form"].fields
    # The browser sends the button beside the fields.
    sent = {field: [value] for field, value in (fields(opened) | {"language": chosen}).items()}
    sent[button[1]] = [*sent.get(button[1], []), button[2]]
    page = client.get(client.post(f"{SWITCH}?page={address}", sent)["Location"])
    assert page.headers["Content-Language"] == button[2] == "ko"
    assert page.context["form"]["language"].value() == chosen
