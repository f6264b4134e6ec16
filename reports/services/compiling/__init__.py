"""Compiling a snapshot: reading the records of a scope into plain data, section by section."""
