"""The directory as files: tables that people fill in, and HSDS for other directories."""
