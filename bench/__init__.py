"""What is now true of speed and bytes: tables, ratios of one run, never a verdict."""
