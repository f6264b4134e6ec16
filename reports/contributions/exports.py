"""Long work and its files."""
