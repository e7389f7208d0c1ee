"""Somebody helps her: mandates, assisted sessions, receipts."""
