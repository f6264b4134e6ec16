"""The acts on delegations that the register of actions knows, each with its sentence."""
