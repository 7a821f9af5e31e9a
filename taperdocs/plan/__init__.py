"""The agreed taper as exact values: doses, products, pieces, steps, changes and supply, and how a plan is built."""
