"""The review as people see it: what waits, in words, beside the live record."""
