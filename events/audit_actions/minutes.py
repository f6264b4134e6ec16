"""The acts on minutes that the register of actions knows, each with its sentence."""
