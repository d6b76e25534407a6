"""Chains of hashes over rows that are only added to, so that changes behind our back are found."""
