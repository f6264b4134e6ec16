"""Reporting periods, the contract and the template of reports: what is done to them, each act with its sentence."""
