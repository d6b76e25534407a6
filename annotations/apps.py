from importlib import import_module

from django.apps import AppConfig


class AnnotationsConfig(AppConfig):
    name = "annotations"

    def ready(self):
        import_module("annotations.aggregates.notification_subjects").register_subjects()
        self._register_evidence()

    def _register_evidence(self):
        # Models exist only once every app is loaded.
        from annotations.aggregates import (  # noqa: PLC0415
            coded_evidence,
            evidence,
            offered_passages,
            splitting,
        )
        from annotations.models import Annotation  # noqa: PLC0415
        from annotations.services import compared_values, evidence_links  # noqa: PLC0415
        from annotations.vocabularies import CREDIBILITY, ROLES  # noqa: PLC0415
        from ctplatform.curation import registry  # noqa: PLC0415

        stances = {role: ROLES[role] for role in ("supports", "contradicts", "mentions")}
        # fmt: off
        registry.register_evidence(registry.EvidenceKind(
            "annotation", Annotation, evidence.visible_annotations,
            evidence.describe_annotations, evidence.supporting_sources, evidence.untraced_rows,
            evidence.text_dates, evidence.passages_counted, coded_evidence.coded_rows,
            coded_evidence.code_choices, offered_passages.offered_passages,
            evidence_links.link_chosen,
            evidence_links.name_made_row, stances, evidence.evidence_by_field,
            compared_values.record_changed, CREDIBILITY,
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
