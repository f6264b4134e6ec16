"""The one-page brief of a pairing, and its year on a page."""
