"""Where professionals sign in, for the structure they work for."""
