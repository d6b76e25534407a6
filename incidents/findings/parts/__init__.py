"""The incidents and warnings that the parts of findings count, by conditions of the database."""
