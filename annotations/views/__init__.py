"""Pages of texts: the library, the reading page, links and codebooks."""
