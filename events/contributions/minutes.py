"""What minutes add to the pages further left."""
