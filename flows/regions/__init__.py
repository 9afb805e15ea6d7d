"""Each region's algorithm as data: what a file may say, and what a conversation sees of it."""
