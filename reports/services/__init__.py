"""What changes state and what pages read, one module per noun."""
