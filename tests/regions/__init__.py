"""Regions as data: what a file may say, and what it changes."""
