"""One file a procedure."""
