"""Read the file of another annotation tool in a separate process under limits."""
