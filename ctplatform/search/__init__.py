"""Search by words that are spelled in several ways."""
