"""Undo an import of a table: what goes, what goes back to its values, and what stays and why."""
