"""Guided lists of steps: what a person, a specialist, a community or a region does one after the other."""
