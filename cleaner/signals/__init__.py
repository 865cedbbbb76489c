"""Blocks to measured columns."""
