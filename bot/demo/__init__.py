"""The demo: an embedded database, made-up people, and a clock to move. It never touches real data."""
