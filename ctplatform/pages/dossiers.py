"""Pages of records together with the passages about them."""

from functools import partial

from annotations.links.queries.evidence import evidence_by_field
from incidents.assessments.views import hypotheses as matrices
from incidents.assessments.views import page
from incidents.records.views import pages

incident = partial(pages.incident, evidence=evidence_by_field)
actor = partial(pages.actor, evidence=evidence_by_field)
warning = partial(pages.warning, evidence=evidence_by_field)
allegation = partial(pages.allegation, evidence=evidence_by_field)
assessment = partial(pages.assessment, evidence=evidence_by_field)
hypotheses = partial(matrices.matrix, evidence=evidence_by_field)
outcome = page.outcome
place = partial(pages.place, evidence=evidence_by_field)
