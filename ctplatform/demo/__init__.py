"""The demo project: readable files, and the small loader that puts them through the services.

A folder is a project. `project.toml` says who belongs to it; places, actors, incidents and
assessments name each other by `key` (a country by its ISO code); `texts/NAME.txt` is an article
and `texts/NAME.toml` what readers marked in it, each passage found by its quote. `review.toml`
holds the proposals. An empty string is no value: TOML has no null.
"""
