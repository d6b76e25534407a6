"""Curation: propose, review and apply changes to any registered model, and keep their history.

This is the only code that writes curated records (docs/decisions/0006). It may import `rest`,
`accounts` and `records`; it does not import `incidents` or `annotations`, which register their
models in `registry`.
"""
