"""Who may ask for the closing archive on its page, and from where it leads there."""

import io
import zipfile

import pytest
from django.urls import reverse

from partnerships.tests.factories import MembershipFactory, PairingFactory, StrandFactory, StrandRoleFactory
from reports.models import Export

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def pairing():
    return PairingFactory(strand=StrandFactory(code="eu-korea"), code="busan-barcelona")


def test_staff_ask_for_it_on_a_page_and_get_it_among_their_exports(pairing, client, django_capture_on_commit_callbacks):
    staff = StrandRoleFactory(strand=pairing.strand).user
    client.force_login(staff, BACKEND)
    path = reverse("reports:archive", args=["eu-korea"])
    form = {"once": client.get(path).context["form"].initial.get("once", "w") or "w"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(path, form)
    export = Export.objects.get()
    assert answer["Location"] == export.get_absolute_url()
    assert export.state == "ready"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(path, form)
    assert Export.objects.count() == 1
    answer = client.get(reverse("reports:export-file", args=[export.key]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    calendar = reverse("reports:calendar", args=["eu-korea"])
    assert path in client.get(calendar).content.decode()
    strand = pairing.strand.get_absolute_url()
    assert path not in client.get(strand).content.decode()
    pairing.status = "closed"
    pairing.save(by=None)
    assert path in client.get(strand).content.decode()


@pytest.mark.one_database
def test_a_coordinator_may_not_take_the_strand_along(pairing, client):
    client.force_login(MembershipFactory(participation=pairing.eu).user, BACKEND)
    path = reverse("reports:archive", args=["eu-korea"])
    assert client.get(path).status_code == 403
    assert client.post(path, {"once": "w"}).status_code == 403
    for page in (pairing.strand.get_absolute_url(), reverse("reports:calendar", args=["eu-korea"])):
        assert path not in client.get(page).content.decode()
    assert not Export.objects.exists()
