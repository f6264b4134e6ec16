"""Making pages and files of a snapshot alone: nothing here reads a record."""
