"""Two clicks or two people add or sign at the same moment: it is done once, and each is told where it stands."""

import pytest
from django.test import Client

from core.log import read_counters
from core.tests.arranged import logged
from partnerships.confirmations.tests.test_confirmation_race import at_once
from partnerships.models import Agreement
from partnerships.tests.factories_together import AgreementFactory
from partnerships.tests.pages import fields, url
from partnerships.tests.two_sides import two_sides

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 4
VALUES = {"kind": "mou", "title_en": "MoU on open data"}


def browser(scene, role):
    client = Client()
    client.force_login(scene.people[role])
    return client


def answers_of(address, asked):
    """What is answered to each browser, for what it sends there at the same moment as the others."""
    return at_once(*(lambda client=client, sent=sent: client.post(address, sent) for client, sent in asked))


def test_two_clicks_at_once_add_one_and_lead_to_it():
    for _round in range(ROUNDS):
        scene = two_sides()
        address = url(scene, "agreement-add")
        sent = fields(browser(scene, "eu").get(address)) | VALUES
        before = read_counters(pairing_id=scene.pairing.pk)[1]
        answers = answers_of(address, [(browser(scene, "eu"), sent) for _click in range(2)])
        added = Agreement.objects.get(pairing=scene.pairing)
        assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, added.get_absolute_url())] * 2
        assert logged().filter(object_type=added._meta.label_lower, object_id=added.pk).count() == 1
        assert read_counters(pairing_id=scene.pairing.pk)[1] == before + 1


def test_two_people_at_once_add_two_with_codes_of_their_own():
    for _round in range(ROUNDS):
        scene = two_sides()
        address = url(scene, "agreement-add")
        clients = [browser(scene, role) for role in ("eu", "counterpart")]
        asked = [(client, fields(client.get(address)) | VALUES) for client in clients]
        answers = answers_of(address, asked)
        assert [answer.status_code for answer in answers] == [302, 302]
        assert Agreement.objects.filter(pairing=scene.pairing).count() == len(asked)


def test_of_two_people_who_sign_at_once_the_second_is_told_and_nothing_is_signed_twice():
    for _round in range(ROUNDS):
        scene = two_sides()
        agreement = AgreementFactory(pairing=scene.pairing)
        address = url(scene, "agreement-sign", agreement.code)
        given = {"signed_on_text": "2020", "reason": "From the archive."}
        clients = [browser(scene, role) for role in ("eu", "counterpart")]
        asked = [(client, fields(client.get(address)) | given) for client in clients]
        answers = answers_of(address, asked)
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        agreement.refresh_from_db()
        assert (agreement.status, agreement.version) == ("signed", 2)
