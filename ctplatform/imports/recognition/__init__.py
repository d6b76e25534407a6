"""Find out what a file is, in a separate process with limits."""
