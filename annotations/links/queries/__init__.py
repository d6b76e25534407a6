"""Evidence of records: the passages that are linked to them."""
