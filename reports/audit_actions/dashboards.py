"""Figures of strand and programme: what is done to them, each act with its sentence."""
