"""The hand-off for the doctor."""
