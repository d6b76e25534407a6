"""Relations between annotations of one text: made here, or stated by files of other tools."""
