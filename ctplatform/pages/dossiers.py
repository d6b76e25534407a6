"""ROOF: pages that join facts with the texts that speak of them."""

from functools import partial

from annotations.aggregates.evidence import evidence_by_field
from incidents.views import assessments, records
from incidents.views import hypotheses as matrices

incident = partial(records.incident, evidence=evidence_by_field)
actor = partial(records.actor, evidence=evidence_by_field)
warning = partial(records.warning, evidence=evidence_by_field)
allegation = partial(records.allegation, evidence=evidence_by_field)
assessment = partial(records.assessment, evidence=evidence_by_field)
hypotheses = partial(matrices.matrix, evidence=evidence_by_field)
outcome = partial(assessments.outcome, evidence=evidence_by_field)
place = partial(records.place, evidence=evidence_by_field)
