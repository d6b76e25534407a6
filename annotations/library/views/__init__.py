"""Pages that list texts."""
