"""Turns HTML into a tagged PDF, and measures text. It knows no plan."""
