"""The card for the wallet."""
