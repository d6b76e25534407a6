"""Read the register for the comparisons of checks."""
