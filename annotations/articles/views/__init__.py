"""Pages that add a text and change its metadata."""
