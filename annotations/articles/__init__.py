"""Texts: their metadata, their versions that never change, and how files are read."""
