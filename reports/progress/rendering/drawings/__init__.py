"""Pictures in lines and words, drawn for the blocks of a report."""
