"""What is said: conversations as plain values, and the pure functions that run them."""
