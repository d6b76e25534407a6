"""JSONL and CSV of the register: its records, and the rows that hang on them by id."""

from ctplatform.exchange.tables import writes_tables
from incidents.formats import columns
from incidents.formats.told import positions_told

writes_tables("incidents", columns.INCIDENTS)
writes_tables("actors", columns.ACTORS)
writes_tables("assessments", columns.ASSESSMENTS)
writes_tables("places", columns.PLACES, told=positions_told)
writes_tables("participations", columns.PARTICIPATIONS)
writes_tables("casualties", columns.CASUALTIES)
writes_tables("responsibility", columns.RESPONSIBILITY)
writes_tables("actor-aliases", columns.ALIASES)
writes_tables("actor-kinds", columns.KIND_PERIODS)
writes_tables("actor-sizes", columns.SIZES)
writes_tables("actor-relations", columns.RELATIONS)
writes_tables("assessment-scopes", columns.SCOPES)
writes_tables("judgements", columns.JUDGEMENTS)
writes_tables("hypotheses", columns.HYPOTHESES)
writes_tables("ach-items", columns.ACH_ITEMS)
writes_tables("ach-ratings", columns.ACH_RATINGS)
writes_tables("incident-links", columns.LINKS)
writes_tables("warnings", columns.WARNINGS)
writes_tables("allegations", columns.ALLEGATIONS)
writes_tables("claimants", columns.CLAIMANTS)
writes_tables("verdicts", columns.VERDICTS)
