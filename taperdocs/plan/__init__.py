"""The agreed taper as exact values: doses, products, pieces, steps, changes and supply, and what builds them."""
