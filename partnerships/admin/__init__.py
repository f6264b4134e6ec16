"""The programme's records in the administration, one module per noun."""

from partnerships.admin import agreements, dealings, pairings, people, plan, shared, strands

__all__ = ["agreements", "dealings", "pairings", "people", "plan", "shared", "strands"]
