"""Dates as sources state them, in a subset of EDTF (ISO 8601-2).

`dates` parses and formats them and computes their bounds; the other modules read dates in natural
language: parts of a year, open ends, dates relative to the day of a text or to another event. Pure:
no module here imports a framework.
"""
