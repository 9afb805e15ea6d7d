"""The font of printed sheets: DejaVu Sans 2.37, unchanged; its licence is LICENSE.txt."""
