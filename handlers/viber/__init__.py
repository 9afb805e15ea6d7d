"""Viber: webhook bodies in, one message a screen out, its buttons on a keyboard that every message carries.

Nothing sent can be changed or taken back, and what the bot starts by itself costs money, but for the 24 hours
after the person's own last message (``Limits.free_hours``).
"""
