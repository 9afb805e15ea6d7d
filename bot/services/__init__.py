"""What the institution does: plain functions over a unit of work, each checking who acts."""
