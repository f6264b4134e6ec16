"""The columns of lists, one module per list."""
