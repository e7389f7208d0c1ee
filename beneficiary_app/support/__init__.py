"""« Qui m’accompagne »: the support she was given, what was asked to change it, who to reach."""
