"""Pure: the comparisons by which claims are checked."""
