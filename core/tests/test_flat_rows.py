"""A query whose SQL is made once: it answers for each value it is asked about, and builds its query a single time."""

import datetime as dt
from threading import Thread

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import BooleanField, CharField, DateTimeField

from core.flat_rows import prepared
from core.tests.queries import count_queries

pytestmark = pytest.mark.django_db
User = get_user_model()


def person(name):
    return User.objects.create_user(email=f"{name}@city.example", password=None)


def test_each_value_is_asked_about_by_the_same_sql():
    built = []

    @prepared(email=CharField(), active=BooleanField())
    def found(email, active):
        built.append(email)
        return User.objects.filter(email=email, is_active=active)

    one, other = person("one"), person("other")
    assert found(email=one.email, active=True) == [one]
    assert found(email=other.email, active=True) == [other]
    assert found(email=other.email, active=False) == []
    assert len(built) == 1
    assert count_queries(lambda: found(email=one.email, active=True)) == 1


@pytest.mark.parametrize("number", [0, 1, 5])
def test_keys_may_be_as_many_as_there_are(number):
    @prepared(people=None)
    def found(people):
        return User.objects.filter(pk__in=people).order_by("pk")

    others, some = [person(f"other{at}") for at in range(3)], [person(f"some{at}") for at in range(number)]
    assert found(people={row.pk for row in some}) == some
    assert found(people={row.pk: row for row in others}) == others


def test_rows_come_with_what_is_read_beside_them():
    @prepared(since=DateTimeField())
    def found(since):
        rows = User.objects.filter(date_joined__gte=since).prefetch_related("groups")
        return rows.order_by("-date_joined")[:2]

    at = dt.datetime(2017, 9, 12, 8, tzinfo=dt.UTC)
    people = [person(f"person{hour}") for hour in range(4)]
    for hour, one in enumerate(people):
        User.objects.filter(pk=one.pk).update(date_joined=at + dt.timedelta(hours=hour))
    group = Group.objects.create(name="a group")
    people[3].groups.add(group)
    assert found(since=at + dt.timedelta(hours=3)) == people[3:]
    assert found(since=at) == [people[3], people[2]]
    assert count_queries(lambda: [list(row.groups.all()) for row in found(since=at)]) == 2
    assert [list(row.groups.all()) for row in found(since=at)] == [[group], []]


def test_values_come_as_tuples():
    @prepared(email=CharField())
    def found(email):
        return User.objects.filter(email=email).values_list("pk", "email")

    one = person("one")
    assert found(email=one.email) == [(one.pk, one.email)]


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection():
    @prepared(email=CharField())
    def found(email):
        return User.objects.filter(email=email)

    one, answers = person("one"), []

    def ask():
        answers.append((found(email=one.email), found(email="nobody@city.example")))
        connection.close()

    assert found(email=one.email) == [one]
    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert answers == [([one], [])]
