"""Create, change and remove links, and keep what is computed from them."""
