"""The closing archive: a whole strand as one ZIP file, as its contracting authority may read it."""
