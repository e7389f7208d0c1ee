"""« Mon parcours »: goals, steps, contracts, situations, events."""
