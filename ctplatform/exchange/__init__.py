"""One registry of formats, streaming answers, and readers that survive hostile files.

A format is one file beside the models that it writes; the API, the pages and the documentation
all read the registry.
"""
