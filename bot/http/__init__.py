"""The web server: pages of the chat, the demo, the webhook. Nothing here decides what is said."""
