"""Earlier states in the administration: dates, choices and sides as the language of the page writes them."""

import pytest
from django.urls import reverse

from core.periods import PartialDate, Period
from partnerships.tests.factories import (
    MembershipFactory,
    MilestoneFactory,
    StageFactory,
    StrandFactory,
    UserFactory,
    period,
)

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


@pytest.fixture
def administrator(client):
    user = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return user


def shown(client, page, record, *more, language):
    client.cookies["django_language"] = language
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}"
    return client.get(reverse(name, args=[record.pk, *more])).content.decode()


def past(client, record, language):
    return shown(client, "simple_history", record, record.history.last().history_id, language=language)


@pytest.mark.parametrize(("language", "day"), [("en", "5 April 2017"), ("ko", "2017. 4. 5.(수)")])
def test_a_day_of_an_earlier_state(client, administrator, language, day):
    membership = MembershipFactory(started_on="2017-04-05")
    membership.ended_on = "2018-01-01"
    membership.save(by=administrator)
    page = past(client, membership, language)
    assert day in page
    assert "2017-04-05" not in page


@pytest.mark.parametrize(
    ("language", "first", "plan"), [("en", "April 2017", "3–5 May 2017"), ("ko", "2017. 4.", "2017. 5. 3.(수)~")]
)
def test_dates_that_may_be_months(client, administrator, language, first, plan):
    strand = StrandFactory()
    strand.starts_on_date = PartialDate.parse("2017-04")
    strand.save(by=administrator)
    page = shown(client, "simple_history", strand, strand.history.first().history_id, language=language)
    assert first in page
    assert "2017-04" not in page
    stage = StageFactory(baseline=period("2017-05-03", "2017-05-05"))
    page = past(client, stage, language)
    assert plan in page
    assert "2017-05-03" not in page


@pytest.mark.parametrize(("language", "change"), [("en", "– → 3–5 May 2017"), ("ko", "– → 2017. 5. 3.(수)~5.(금)")])
def test_what_changed_is_told_as_pages_write_it(client, administrator, language, change):
    stage = StageFactory(baseline=Period())
    stage.baseline = period("2017-05-03", "2017-05-05")
    stage.save(by=administrator)
    page = shown(client, "history", stage, language=language)
    assert change in page
    assert page.count("→") == 1


@pytest.mark.parametrize(("language", "change"), [("en", "EU side → South Korea"), ("ko", "EU 측 → 한국 측")])
def test_sides_are_called_by_their_country(client, administrator, language, change):
    milestone = MilestoneFactory(responsible="eu")
    milestone.responsible = "counterpart"
    milestone.save(by=administrator)
    assert change in shown(client, "history", milestone, language=language)
    page = shown(client, "simple_history", milestone, milestone.history.first().history_id, language=language)
    assert f'class="readonly">{change.split(" → ")[1]}<' in page
