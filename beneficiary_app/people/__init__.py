"""Who exists: persons, professionals, structures."""
