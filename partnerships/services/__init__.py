"""Everything that changes state in this app, one module per noun."""
