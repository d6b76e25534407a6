"""Annotations: passages of texts with a code, a certainty and a note."""
