"""What the pages and the API read of proposals, revisions and their records."""
