"""The curve of the dose over time."""
