"""What trips add to the pages further left."""
