"""The acts on agendas that the register of actions knows, each with its sentence."""
