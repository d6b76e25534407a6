"""Webhooks: the feed of changes of a project, sent to an address as it grows."""
