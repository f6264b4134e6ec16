"""What people do to publicity, and to the public results of a pairing."""
