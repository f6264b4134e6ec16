"""Secrets that stand in addresses: made at random, shown or mailed once, kept as a hash alone."""

import hashlib
import secrets


def new_token() -> str:
    """A secret of 256 random bits, in letters that an address may have."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a secret: so many random bits need no slower hash. Whatever an address holds has one."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
