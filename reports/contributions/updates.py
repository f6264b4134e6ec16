"""City updates."""
