"""Checks: what an article or an assessment claims, compared with what the register holds."""
