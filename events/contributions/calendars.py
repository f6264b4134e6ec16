"""What calendars add to the pages further left."""
