"""What the tests of this app share: two strands, seeded once for a module and gone with it."""

from __future__ import annotations

import pytest
from django.db import transaction

from worldcities.tests.seed import seed_two_strands


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """The two strands and the people, in a transaction around all tests of the module."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # as Django's own around a test: code may ask for a durable one inside
        with around:
            yield seed_two_strands()
            transaction.set_rollback(True)
