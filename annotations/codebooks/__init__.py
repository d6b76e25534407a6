"""Codebooks and their codes: drafts that can be changed, and frozen editions."""
