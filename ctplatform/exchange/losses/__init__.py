"""What a format cannot hold of the rows that someone exports: counted, and shown on a page."""
