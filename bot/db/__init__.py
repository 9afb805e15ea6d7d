"""The database: tables, the unit of work, and nothing that decides."""

from bot.db import (  # all tables are known, whoever is imported first
    common_work,
    directory,
    logins,
    models,
    ways,
)

__all__ = ["common_work", "directory", "logins", "models", "ways"]
