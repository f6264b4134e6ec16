"""What delegations add to the pages further left."""
