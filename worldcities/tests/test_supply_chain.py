"""What the portal is made of is pinned by hash, and nobody's secret is in its files."""

import json

import pytest

from scripts import supply_chain

pytestmark = pytest.mark.one_database


@pytest.mark.security("V13", "V15")
@pytest.mark.parametrize(
    "secret",
    ["-----BEGIN " + "PRIVATE KEY-----", "-----BEGIN RSA " + "PRIVATE KEY-----", "AKIA" + "Q" * 16, "ghp_" + "a1" * 18],
)
def test_a_secret_is_found_as_its_issuer_writes_it(secret):
    assert supply_chain.SECRETS.search(f"key = '{secret}'")


@pytest.mark.security("V15")
def test_each_pin_has_its_hashes_and_is_in_the_bill_of_materials():
    wanted = supply_chain.pins("requirements.txt")
    bill = {one["name"]: one for one in json.loads(supply_chain.bill())["components"]}
    assert len(wanted) > 20
    assert {name: bill[name]["version"] for name in wanted} == wanted
    assert all(one["hashes"] for one in bill.values())


@pytest.mark.security("V15")
def test_a_pin_without_a_hash_and_an_older_lock_are_named(monkeypatch, tmp_path):
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("django==9.9\n")
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text("django==9.8\n")
    monkeypatch.setattr(supply_chain, "ROOT", tmp_path)
    found = list(supply_chain.faults_of_locks())
    assert found[:2] == [
        "requirements.lock does not have django==9.9: make lock",
        "requirements.lock: django has no hash",
    ]
