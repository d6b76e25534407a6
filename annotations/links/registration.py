"""Tell curation, texts and annotations what they do with links; called once from `apps.py`."""

from annotations import change_hooks
from annotations.annotations.models import Annotation
from annotations.links.queries import (
    by_source,
    coded_evidence,
    evidence,
    linked_texts,
    offered_passages,
    passage_counts,
)
from annotations.links.services import (
    compared_values,
    evidence_links,
    links,
    source_days,
    splitting,
)
from annotations.links.vocabulary import CREDIBILITY, ROLES
from ctplatform.curation import registry
from incidents.exports.analysis import event_parts
from incidents.exports.stix import collecting
from incidents.sources import passages


def register_links():
    """Register linked passages as evidence of records, and what happens when texts change."""
    stances = {role: ROLES[role] for role in ("supports", "contradicts", "mentions")}
    # fmt: off
    registry.register_evidence(registry.EvidenceKind(
        "annotation", Annotation, evidence.visible_annotations,
        evidence.describe_annotations, evidence.supporting_sources, evidence.unsourced_rows,
        evidence.ungraded_rows, evidence.text_dates, evidence.passages_counted,
        coded_evidence.coded_rows,
        coded_evidence.code_choices, offered_passages.offered_passages,
        evidence_links.link_chosen,
        evidence_links.name_made_row, stances, evidence.evidence_by_field,
        compared_values.records_changed, CREDIBILITY,
    ))
    # fmt: on
    registry.register_statements(
        registry.StatementKind(
            "passage",
            splitting.links_on,
            splitting.described,
            splitting.reassign,
            splitting.follow,
        )
    )
    event_parts.passage_counters.append(passage_counts.count_passages)
    collecting.text_providers.append(linked_texts.linked_texts)
    passages.by_sources.append(by_source.links_by_sources)
    change_hooks.when_date_changes.append(compared_values.mark_article)
    change_hooks.when_changed.append(source_days.mark_article)
    change_hooks.when_deleted.append(source_days.mark_annotation)
    change_hooks.before_deletion.append(links.check_deletion)
