"""Readers of the files that departments have: pure, streaming, typed; nothing here knows the database."""
