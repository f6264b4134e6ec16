"""Secrets in addresses: each is another, and only its hash is kept."""

import re

import pytest

from core.access import hash_of, new_token

pytestmark = pytest.mark.one_database


@pytest.mark.security("V11")
def test_no_secret_comes_twice_and_each_fits_an_address():
    made = {new_token() for _number in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"[\w-]{43}", token) for token in made)


@pytest.mark.security("V11")
def test_a_hash_tells_secrets_apart_and_takes_whatever_an_address_holds():
    token = new_token()
    assert hash_of(token) == hash_of(token) != hash_of(f"{token}x")
    assert len({len(hash_of(one)) for one in ("", "한", "\udc80", token)}) == 1
