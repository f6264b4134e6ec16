"""Publicity items in the administration, to be looked at."""
