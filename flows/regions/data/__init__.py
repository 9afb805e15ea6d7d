"""The files: default.toml for the whole country, one per region over it, and hotlines.toml."""
