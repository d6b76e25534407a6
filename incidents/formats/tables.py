"""JSONL and CSV of incidents, actors and assessments."""

from ctplatform.exchange.tables import writes_tables
from incidents.formats.columns import ACTORS, ASSESSMENTS, INCIDENTS

writes_tables("incidents", INCIDENTS)
writes_tables("actors", ACTORS)
writes_tables("assessments", ASSESSMENTS)
