"""Long work and its files: what is done to them, each act with its sentence."""
