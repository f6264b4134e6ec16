"""Publicity items."""
