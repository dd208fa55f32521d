"""Indicators: each asks a question, applies a measure, and says what its number means."""
