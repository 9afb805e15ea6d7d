"""Articles: the files that ship, and what is wrong with others."""
