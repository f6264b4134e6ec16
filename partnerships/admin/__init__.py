"""The programme's records in the administration, one module per noun."""

from partnerships.admin import dealings, pairings, people, plan, shared, strands

__all__ = ["dealings", "pairings", "people", "plan", "shared", "strands"]
