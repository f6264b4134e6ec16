"""The page of an act: what it says of a refusal, once."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import translation

from accounts.models import User
from core.act_forms import ReasonForm
from core.action_views import ActPage
from core.errors import DomainError, NotAllowed
from core.middleware import permission_denied

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
SETTLED = "It is settled."


class Settling(ActPage):
    """An act whose service refuses as it is told."""

    form_class = ReasonForm
    refused_with = DomainError("")

    def get_record(self):
        return None

    def act(self, form):
        raise self.refused_with

    def get_refusal(self):
        return SETTLED

    def get_done_url(self):
        return "/"


@pytest.fixture
def send(rf):
    user = User.objects.create_user("marta@example.org", "lantern-harbour-42")

    def post(refused_with):
        request = rf.post("/settle/", {"once": "1", "reason": "Late."})
        request.user = user
        return Settling.as_view(refused_with=refused_with)(request)

    return post


@pytest.mark.parametrize("field", [None, "reason"])
def test_a_refusal_is_told_once_wherever_it_stands(send, field):
    page = send(DomainError(SETTLED, field=field)).context_data
    assert page["form"].errors == {field or "__all__": [SETTLED]}
    assert page["consequences"] == []


def test_what_the_service_has_not_said_yet_is_told_beside_it(send):
    page = send(DomainError("Give another reason.", field="reason")).context_data
    assert page["consequences"] == [SETTLED]


@pytest.mark.parametrize(
    ("reason", "language", "said"),
    [
        ("", "en", "Ask the programme staff if you need it."),
        ("", "ko", "권한이 필요하면 수행기관 담당자에게 문의해 주십시오."),
        ("The other side signs.", "en", "The other side signs."),
    ],
)
def test_the_page_of_an_act_not_allowed_gives_the_reason_and_repeats_no_heading(rf, send, reason, language, said):
    with translation.override(language), pytest.raises(PermissionDenied) as refused:
        send(NotAllowed(reason))
    request = rf.get("/settle/")
    request.user = AnonymousUser()
    with translation.override(language):
        page = permission_denied(request, refused.value).content.decode()
    heading, text = (
        " ".join(found.split()) for found in re.search(r"<h1>(.*?)</h1>\s*<p[^>]*>(.*?)</p>", page, re.DOTALL).groups()
    )
    assert text == said
    assert heading not in text
