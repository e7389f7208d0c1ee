"""Computers that a structure lends to everybody: enrolled, watched, and empty after each person."""
