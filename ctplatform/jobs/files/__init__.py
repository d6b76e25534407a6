"""Files that jobs made: who may download them, and when they are deleted."""
