"""Comments on texts, passages and records."""
