"""The feed of changes: what was created, changed and deleted, in an order that skips nothing."""
