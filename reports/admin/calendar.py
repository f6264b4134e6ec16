"""Periods and terms in the administration."""
