"""What the records of a period say for the update of one partner: each module reads one kind of record."""
