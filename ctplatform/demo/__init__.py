"""The demo project: readable files, and a small loader that creates them with the services.

A folder is a project. `project.toml` has its settings and members; places, actors, incidents and
assessments refer to each other by `key` (to a country by its ISO code); `texts/NAME.txt` is an
article and `texts/NAME.toml` its annotations, each passage located by its quote. `review.toml`
holds the proposals. An empty string means no value, because TOML has no null.
"""
