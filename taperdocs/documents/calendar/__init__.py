"""The fridge calendar."""
