"""Reads plan files, reports all their problems, writes new plan files, and appends changes."""
