"""Addresses of strands, pairings, milestones, partners, themes and people."""

app_name = "partnerships"
urlpatterns: list[object] = []
