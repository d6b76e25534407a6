"""Findings: what methods read out of a series of counts, with how sure they are."""
