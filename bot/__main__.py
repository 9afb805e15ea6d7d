"""``python -m bot`` is the command ``dorozhnyk``."""

from bot.commands import main

main()
