"""The columns of the export of reports."""

from incidents.exports.columns import column_paths

REPORTS = column_paths("title", "summary", "blocks", "marking")
