"""What the addresses below an event begin with."""

from partnerships.url_prefixes import STRAND

EVENT = f"{STRAND}/events/<slug:event>"
DELEGATION = f"{EVENT}/delegations/<slug:partner>"
DELEGATE = f"{DELEGATION}/<int:delegate>"
