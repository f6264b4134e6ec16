"""Every address is visited with every role and method, in the own strand and in a foreign one."""

import pytest
from django.urls import reverse

from core.tests.tried import ACCESS, tried
from worldcities.tests.access_table import METHODS, OF_A_STRAND, ROLES, SIGN_IN, TABLE, admin_expected, admin_rule
from worldcities.tests.addresses import addresses, words_of_admin

ADDRESSES = {address.name: address for address in addresses()}
OURS = [name for name, address in ADDRESSES.items() if not address.is_admin]
ADMIN = [name for name, address in ADDRESSES.items() if address.is_admin and address.named]
# The two routes of Django admin without a name: an old form of an address, and its own "not found".
NAMELESS = {"admin:<path:object_id>/", "admin:(?P<url>.*)$"}
# Methods that the table does not name: they give no more than those that it does.
OTHER_METHODS = ("HEAD", "PUT", "DELETE")


# Words of addresses that only one person has: a personal link, an unsubscribing, a new password, a calendar.
SECRETS = {"token", "signed", "key"}


def _may_be_stored(answer):
    """Whether a cache, or the browser that several people use, may keep what is for one reader."""
    return "no-store" not in answer.get("Cache-Control", "")


def _status(response):
    if response.status_code != 302:
        return response.status_code
    path, _, query = response["Location"].partition("?")
    # The administration's own door leads on to the portal's.
    return SIGN_IN if path in {reverse("account_login"), reverse("admin:login")} and "next=" in query else 302


def _expected(access, role, method, *, foreign):
    """What must answer: nothing takes PUT or DELETE, whoever asks."""
    if method in METHODS:
        return access.answer(role, method, foreign=foreign)
    return access.answer(role, "GET") if method == "HEAD" else 405


def _cells(name):
    in_strand = "strand" in ADDRESSES[name].words and TABLE[name].answer("anonymous", "GET") == SIGN_IN
    for role in ROLES:
        for method in (*METHODS, *OTHER_METHODS):
            yield role, method, False
            if in_strand and role in OF_A_STRAND and method in METHODS:
                yield role, method, True


@pytest.mark.security("C3", "V8")
def test_c3_the_table_knows_every_address_and_no_other():
    assert set(OURS) == set(TABLE)


def test_the_rule_of_the_administration_knows_every_address():
    nameless = {name for name, address in ADDRESSES.items() if address.is_admin and not address.named}
    assert nameless <= NAMELESS
    for name in ADMIN:
        assert admin_rule(name)


@pytest.fixture
def _kept(settings):
    """Pages are kept as in production: HEAD is answered with what GET has made."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {name: {"BACKEND": backend, "LOCATION": name} for name in ("default", "pages")}


@pytest.mark.security("C2", "C3", "C9", "C25", "V8", "V14")
@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.usefixtures("_kept")
@pytest.mark.parametrize("name", OURS)
def test_an_address_answers_as_the_table_says(seeded, visit, name):
    own, other, _people = seeded
    wrong = []
    for role, method, foreign in _cells(name):
        path = ADDRESSES[name].path((other if foreign else own).words)
        answer = visit(role, method, path)
        status, expected = _status(answer), _expected(TABLE[name], role, method, foreign=foreign)
        tried(ACCESS, name, role, method, foreign)
        if status != expected:
            wrong.append(f"{method} {path} as {role} answers {status}, the table says {expected}")
        is_for_one = role != "anonymous" or SECRETS & set(ADDRESSES[name].words)
        # What a method brings that nothing takes is stored by nobody.
        if status != 405 and is_for_one and _may_be_stored(answer):
            wrong.append(f"{method} {path} as {role} may be stored")
    assert not wrong, "\n".join(wrong)


@pytest.mark.security("C3", "C11", "V8")
@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.parametrize("name", ADMIN)
def test_the_administration_opens_for_administrators_alone(seeded, visit, name):
    own, _, _people = seeded
    path = ADDRESSES[name].path(own.words | words_of_admin(name))
    wrong = []
    for role in ROLES:
        for method in METHODS:
            answer = visit(role, method, path)
            status, expected = _status(answer), admin_expected(name, role, method)
            tried(ACCESS, name, role, method)
            if status not in expected:
                wrong.append(f"{method} {path} as {role} answers {status}, the rule says {set(expected)}")
            if role != "anonymous" and _may_be_stored(answer):
                wrong.append(f"{method} {path} as {role} may be stored")
    assert not wrong, "\n".join(wrong)


@pytest.mark.security("C25")
@pytest.mark.one_database
@pytest.mark.django_db
def test_a_public_page_and_what_is_not_found_may_be_stored_by_whoever_has_not_signed_in(visit):
    for name in ("help", "privacy", "accessibility", "healthz"):
        assert _may_be_stored(visit("anonymous", "GET", reverse(name))), name
    assert _may_be_stored(visit("anonymous", "GET", "/no-such-page/"))
    assert not _may_be_stored(visit("outsider", "GET", "/no-such-page/"))
    assert not _may_be_stored(visit("outsider", "GET", "/mails/unsubscribe/nobody-sent-it/"))


# On every database: here each page is opened once.
@pytest.mark.django_db
def test_every_page_of_the_administration_opens(seeded, visit):
    own, _, _people = seeded
    paths = {name: ADDRESSES[name].path(own.words | words_of_admin(name)) for name in ADMIN}
    found = {name: _status(visit("administrator", "GET", path)) for name, path in paths.items()}
    assert [name for name in ADMIN if found[name] not in admin_expected(name, "administrator", "GET")] == []


@pytest.mark.security("C5", "V8")
@pytest.mark.one_database
@pytest.mark.django_db
def test_an_act_below_the_own_strand_does_not_reach_a_foreign_record(seeded, visit):
    own, other, _people = seeded
    acts = [name for name in TABLE if TABLE[name].kind == "act" and "strand" in ADDRESSES[name].words]
    assert len(acts) > 2
    paths = {name: ADDRESSES[name].path({**other.words, "strand": own.words["strand"]}) for name in acts}
    assert {name: visit("staff", "POST", path).status_code for name, path in paths.items()} == dict.fromkeys(acts, 404)


@pytest.mark.security("C5", "V8")
@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.parametrize("word", ["pairing", "milestone", "partner", "theme"])
def test_c5_a_foreign_record_below_the_own_strand_is_not_found(seeded, visit, word):
    own, other, _people = seeded
    path = ADDRESSES[f"partnerships:{word}"].path({**own.words, word: other.words[word]})
    assert visit("administrator", "GET", path).status_code == 404
