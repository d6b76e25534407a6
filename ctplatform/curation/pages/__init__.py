"""The review pages: waiting proposals in plain words, beside the live record."""
