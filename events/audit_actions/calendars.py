"""The acts on calendars that the register of actions knows, each with its sentence."""
