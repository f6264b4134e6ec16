"""The draft of a form that was not sent: one for each person and form, short enough, and gone with the person."""

import pytest
from django.db import IntegrityError, transaction

from core.errors import DomainError
from core.models import Draft
from partnerships.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
FORM = "/strands/eu-korea/projects/lights/edit/"


def test_a_person_has_one_draft_of_a_form_and_two_people_have_their_own():
    marta, jisu = UserFactory(), UserFactory()
    for person in (marta, jisu):
        Draft.objects.create(user=person, form=FORM, data={"title_ko": ["가로등"]}, version=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.create(user=marta, form=FORM)
    Draft.objects.update_or_create(user=marta, form=FORM, defaults={"data": {"title_ko": ["가로등과 신호등"]}})
    rows = Draft.objects.filter(form=FORM).order_by("user").values_list("user", "data", "version")
    assert list(rows) == [
        (marta.pk, {"title_ko": ["가로등과 신호등"]}, 3),
        (jisu.pk, {"title_ko": ["가로등"]}, 3),
    ]


def test_a_draft_holds_the_longest_text_in_both_languages_and_nothing_beyond_its_limit():
    row = Draft(user=UserFactory(), form=FORM, data={"text_en": ["a" * 200_000], "text_ko": ["가" * 200_000]})
    row.save()
    row.data = {"text_ko": ["가" * Draft.LONGEST]}
    with pytest.raises(DomainError, match="too long to be kept"):
        row.save()
    row.refresh_from_db()
    assert set(row.data) == {"text_en", "text_ko"}


def test_drafts_go_with_the_account():
    marta, jisu = UserFactory(), UserFactory()
    for person in (marta, jisu):
        Draft.objects.create(user=person, form=FORM)
    marta.delete()
    assert Draft.objects.get().user == jisu
