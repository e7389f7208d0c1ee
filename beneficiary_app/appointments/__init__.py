"""« Mes rendez-vous »."""
