"""The chain of the history: each change is hashed with the one before it, so that none is lost."""
