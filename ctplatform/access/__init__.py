"""Which rows a user may see, and which they may export."""
