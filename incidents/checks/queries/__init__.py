"""Queries of checks: outcomes as readers may see them, in words and with their records."""
