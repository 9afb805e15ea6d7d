"""A region's algorithm on paper: what its lawyer ticks, and where it differs."""
