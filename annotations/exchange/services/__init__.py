"""Import and undo files of other annotation tools."""
