"""The parts of an event's page, one module each."""
