"""One way in for files of all kinds: recognised, sent to their dry run, listed together."""
