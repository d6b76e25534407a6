"""Markings: how far a record may travel, in the terms of the Traffic Light Protocol 2.0 (FIRST)."""
