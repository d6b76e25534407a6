"""The library: the texts of a project in lists."""
