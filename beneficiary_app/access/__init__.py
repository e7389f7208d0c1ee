"""« Qui voit quoi »: the one policy."""
