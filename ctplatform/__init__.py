"""The project: base apps (rest, accounts, records, jobs, exchange, curation), and what joins all.

No domain rule is here. `api`, `pages` and `urls` may import `annotations` and `incidents`; the base
apps may not.
"""
