"""The acts on visit notes that the register of actions knows, each with its sentence."""
