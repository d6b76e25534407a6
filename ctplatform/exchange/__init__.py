"""A registry of file formats, streamed exports, and readers that withstand hostile files.

Each format is registered in the app of the models that it writes; the API, the pages and the
documentation use the registry.
"""
