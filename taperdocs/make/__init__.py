"""Makes the files of one plan or of many, and writes them all at once."""
