"""What of her carnet is shown to somebody else, and what they may add to it."""
