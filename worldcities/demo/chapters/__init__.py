"""What happens in the invented strand, one module for each pairing."""
