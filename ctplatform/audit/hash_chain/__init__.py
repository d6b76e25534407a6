"""The chain of hashes over the audit log: what is chained, and how it is checked."""
