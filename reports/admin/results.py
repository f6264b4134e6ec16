"""Public results in the administration, to be looked at."""
