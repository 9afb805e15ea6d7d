"""The database: tables, the unit of work, and nothing that decides."""
