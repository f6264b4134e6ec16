"""Reporting periods, the contract and the template of reports."""
