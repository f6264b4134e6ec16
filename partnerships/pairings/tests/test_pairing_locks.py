"""What an action on a pairing locks, and in which order, so that two people never wait for each other."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.tests.factories import PairingFactory
from partnerships.tests.two_sides import two_sides


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_on_its_page_the_strand_is_locked_before_the_pairing_and_neither_once_it_is_refused(client):
    scene = two_sides(status="closed")
    pairing = scene.pairing
    PairingFactory(strand=pairing.strand, eu=pairing.eu, counterpart=pairing.counterpart, code="second")
    client.force_login(scene.people["staff"])
    url = pairing.address_of("partnerships:pairing-reopen")
    form = client.get(url).context["form"]
    sent = {"once": form["once"].value(), "seen_version": pairing.version, "reason": "Again"}
    with CaptureQueriesContext(connection) as queries:
        refused = client.post(url, sent)
    locked = [query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
    assert ['FROM "partnerships_strand"' in sql for sql in locked] == [True, False]
    assert refused.status_code == 422
    assert "have an open pairing already" in refused.text
