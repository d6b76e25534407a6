"""The reading page: one text with its annotations, links and comments."""
