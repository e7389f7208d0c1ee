"""Her notes: for her alone, every version kept."""
