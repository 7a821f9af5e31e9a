"""Says a plan in words: numbers, dates, phrases, and the catalogues of each language."""
