"""Pages of texts: the library, and the page where one is read and marked."""
