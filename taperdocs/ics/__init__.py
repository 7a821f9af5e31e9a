"""The events of a plan, and their file for a phone calendar."""
