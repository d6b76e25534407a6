"""Incidents in the columns and codes of UCDP GED, ACLED and the GTD."""
