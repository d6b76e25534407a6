"""Queries of findings: what pages show of them, in words and marks."""
