"""The demonstration: filled once, kept, and never outside of DEMO."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.urls import reverse

from partnerships.models import Membership, Strand
from partnerships.services.grants import read_grants
from partnerships.tests.factories import StrandFactory

pytestmark = pytest.mark.django_db
PARTNERS = ["busan", "suwon", "gwangju", "seoul", "barcelona", "scottish-cities-alliance", "tampere", "eindhoven"]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def prepare():
    out = StringIO()
    call_command("prepare_demo", stdout=out)
    return out.getvalue()


def kept_password(settings):
    return (settings.VAR_DIR / "demo-password").read_text()


def test_an_empty_database_is_filled_and_kept(client, settings):
    first = prepare()
    password = kept_password(settings)
    assert set(Strand.objects.values_list("code", flat=True)) == {"eu-korea-2017", "eu-korea-now"}
    assert settings.BASE_URL in first
    assert password in first
    assert (settings.VAR_DIR / "demo-password").stat().st_mode & 0o777 == 0o600
    for box in ["admin", "staff", "authority", "observer", *PARTNERS]:
        assert f"{box}@demo.example" in first
    jisu = get_user_model().objects.get(email="busan@demo.example")
    assert (str(jisu), jisu.name_native, jisu.time_zone) == ("Kim Jisu", "김지수", "Asia/Seoul")
    assert len(read_grants(jisu).participations) == 2
    assert not get_user_model().objects.exclude(language="").exists()
    assert client.post(reverse("account_login"), {"login": jisu.email, "password": password}).status_code == 302

    hashes = list(get_user_model().objects.order_by("pk").values_list("password", flat=True))
    second = prepare()
    assert password in second
    assert hashes == list(get_user_model().objects.order_by("pk").values_list("password", flat=True))


def test_a_chosen_password_is_set_on_every_start(settings):
    prepare()
    settings.DEMO_PASSWORD = "harbour-lantern-43"
    assert "harbour-lantern-43" in prepare()
    assert all(user.check_password("harbour-lantern-43") for user in get_user_model().objects.all())
    settings.DEMO_PASSWORD = ""
    assert "not known here" in prepare()


def test_a_database_that_holds_a_strand_is_left_alone():
    StrandFactory()
    assert "no demonstration accounts" in prepare()
    assert not get_user_model().objects.exists()


def test_it_is_refused_outside_of_the_demonstration(settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        prepare()
    assert not get_user_model().objects.exists()


def test_coordinators_work_from_the_strands_start_so_that_the_portal_can_stand_on_a_day_of_it():
    prepare()
    real = Strand.objects.get(code="eu-korea-2017")
    started = set(Membership.objects.filter(participation__strand=real).values_list("started_on", flat=True))
    assert started == {real.starts_on}
