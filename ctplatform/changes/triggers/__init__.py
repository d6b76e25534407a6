"""The triggers that write the feed."""
