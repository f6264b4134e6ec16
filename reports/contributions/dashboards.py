"""Figures of strand and programme."""
