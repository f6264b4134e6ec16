"""What is done in this app, each act with its sentence; one module per noun."""
