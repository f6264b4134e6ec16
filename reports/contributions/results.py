"""Public results."""
