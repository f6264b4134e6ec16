"""The acts on events that the register of actions knows, each with its sentence."""
