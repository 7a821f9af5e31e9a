"""Proves each finished file against the plan file, with code that no document and no export uses."""
