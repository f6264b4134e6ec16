"""The one-page brief of a pairing, and its year on a page: what is done to them, each act with its sentence."""
