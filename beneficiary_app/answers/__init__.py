"""One page for each fact: its provenance, and her word on it."""
