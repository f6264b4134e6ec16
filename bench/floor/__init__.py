"""The floor: what a bare Django project pays for a list of 50 rows, a record, a save, a file. It knows no portal."""
