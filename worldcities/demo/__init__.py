"""The demonstration: the real strand, an invented one that runs now, and made-up people who can sign in to both."""
