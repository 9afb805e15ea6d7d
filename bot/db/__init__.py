"""The database: tables, the unit of work, and nothing that decides."""

from bot.db import common_work, directory, models, ways  # all tables are known, whoever is imported first

__all__ = ["common_work", "directory", "models", "ways"]
