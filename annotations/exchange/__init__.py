"""Annotated texts in the formats of other annotation tools."""
