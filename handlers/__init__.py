"""Through what it is said: one folder a channel, each parsing, rendering and knowing its limits."""
