"""City updates in the administration, to be looked at."""
