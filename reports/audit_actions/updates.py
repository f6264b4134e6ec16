"""City updates: what is done to them, each act with its sentence."""
