"""API of links/ and of the evidence of records."""
