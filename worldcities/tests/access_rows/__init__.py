"""Lines of the access table, one module per module of addresses."""
