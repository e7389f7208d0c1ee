"""What this device remembers: the language, the quick way out."""
