"""Files and systems of others."""
