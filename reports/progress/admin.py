"""Progress reports in the administration, to be looked at."""
