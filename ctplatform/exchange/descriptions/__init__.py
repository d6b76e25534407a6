"""Descriptions of a folder of files that other programs read: RO-Crate and Data Package."""
