"""What details add to the pages further left."""
