"""Ways in: one-time links and sessions."""
