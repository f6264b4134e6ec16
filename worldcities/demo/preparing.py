"""Fills the demonstration, and builds it anew."""

from __future__ import annotations

from io import StringIO

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import transaction

from accounts.services.mail import without_mails
from partnerships.models import Strand
from worldcities.demo import invented
from worldcities.demo.people import by_box, make_others, make_people, new_password, set_passwords
from worldcities.demo.reporting import add_real_period

PACK = "data/eu-korea-2017"


def prepare() -> bool:
    """Load the real pack, make the accounts and build the invented story where the database holds no strand.

    True if it did. A database that holds a strand is left as it is, but for the accounts' password.
    """
    call_command("createcachetable", verbosity=0)
    if Strand.objects.exists():
        if settings.DEMO_PASSWORD:
            set_passwords(settings.DEMO_PASSWORD)
        return False
    password = make_password(settings.DEMO_PASSWORD or new_password())
    with transaction.atomic():
        call_command("load_pack", str(settings.BASE_DIR / PACK), stdout=StringIO())
        real = Strand.objects.get()
        make_people(real, password)
        make_others(password)
        people = by_box()
        with without_mails():
            add_real_period(real, people["admin"])
            invented.build(real, people)
    return True


def prepare_anew() -> None:
    """Empty the whole database and prepare it again; only the demonstration's settings allow it."""
    call_command("flush", interactive=False, verbosity=0)
    prepare()
