"""Append-only acts and the head of each carnet: « ce qui s’est passé »."""
