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


def planned():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("pooled", [False, True])
def test_a_connection_plans_it_once_and_a_pooled_one_never(pooled, monkeypatch):
    @prepared(email=CharField(), people=None)
    def found(email, people):
        return User.objects.filter(email=email, family_name="100 % “so”", pk__in=people)

    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", pooled)
    one = person("one")
    User.objects.filter(pk=one.pk).update(family_name="100 % “so”")
    for _connection in range(2):
        connection.close()
        assert count_queries(lambda: found(email=one.email, people=[one.pk])) == 1
        assert found(email=one.email, people=[one.pk]) == [one]
        assert found(email="nobody@city.example", people=[one.pk]) == []
        assert found(email=one.email, people=[]) == []
        plans = [statement for statement in planned() if "100 % “so”" in statement]
        assert len(plans) == (0 if pooled else 1)
