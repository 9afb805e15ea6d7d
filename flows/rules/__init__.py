"""Answers and a region's policies in, a verdict with its reasons out. Pure functions; durations, no clock."""
