"""The programme's records in the administration, one module per noun."""

from partnerships.admin import pairings, people, plan, shared, strands

__all__ = ["pairings", "people", "plan", "shared", "strands"]
