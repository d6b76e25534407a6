"""The project: its floor (rest, accounts, records, jobs, exchange, curation) and its roof.

No domain rule lives here. The roof (api, pages, urls) may import both apps; the floor neither.
"""
