"""Verdicts to what a user sees."""
