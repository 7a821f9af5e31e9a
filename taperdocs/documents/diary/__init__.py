"""The tapering diary."""
