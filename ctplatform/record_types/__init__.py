"""What types of records there are, for everything that handles records of any type."""
