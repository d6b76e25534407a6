"""Files of a report: a page in one file, and a document for word processors."""
