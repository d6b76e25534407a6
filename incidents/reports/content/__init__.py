"""Pure: the blocks of a report, and the marks that its text may have."""
