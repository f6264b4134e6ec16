"""What events add to the pages further left."""
