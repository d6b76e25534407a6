"""What is in a bundle: tables, the names and values of their rows, schemas, the manifest."""
