"""Read a bundle: check it as a file of a stranger, then put its rows into the database."""
