"""What in a file acts by itself: found by content, in time and memory that grow with the file's size alone."""
