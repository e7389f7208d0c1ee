"""Proofs printed line by line: ``make prove-identity``."""
