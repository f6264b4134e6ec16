"""The acts on trips that the register of actions knows, each with its sentence."""
