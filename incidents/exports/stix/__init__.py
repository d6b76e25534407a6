"""Actors, relations, incidents, places, sources and texts as a bundle of STIX 2.1."""
