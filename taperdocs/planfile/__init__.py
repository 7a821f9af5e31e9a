"""Reads the text of a plan file, tells every problem in it, and writes new files and later changes."""
