"""The web page as a channel: what was shown is folded into a view, and the view is drawn as HTML.

Everything here is a function over values; the server that carries pages and forms is the bot's.
"""
