"""Tests of the kinds of chart of a series."""
