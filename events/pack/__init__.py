"""The tables of the exchange format that this app keeps: events and agenda."""
