"""The programme's records in the administration, one module per noun."""

from partnerships.admin import agreements, dealings, indicators, pairings, people, plan, projects, shared, strands

__all__ = ["agreements", "dealings", "indicators", "pairings", "people", "plan", "projects", "shared", "strands"]
