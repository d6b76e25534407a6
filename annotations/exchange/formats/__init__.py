"""One module for each format of annotated texts, which reads and writes it."""
