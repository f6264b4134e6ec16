"""What people do to visit notes with their interests, and to minutes with their objections."""

from events.visits.actions import minutes, notes

__all__ = ["minutes", "notes"]
