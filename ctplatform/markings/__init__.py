"""Markings: how far a record may be shared, after the Traffic Light Protocol 2.0 (FIRST)."""
