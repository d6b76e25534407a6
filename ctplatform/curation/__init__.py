"""Curation: propose, review, apply and keep the history of any registered model.

The one door for curated records (README, decisions). May import `rest`, `accounts`, `records`;
knows neither incidents nor annotations: they register themselves (`registry`).
"""
