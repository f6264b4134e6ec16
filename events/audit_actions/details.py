"""The acts on details that the register of actions knows, each with its sentence."""
