"""What visit notes add to the pages further left."""
