"""Told outside the application, in neutral words, when she wants it."""
