from django.apps import AppConfig


class AnnotationsConfig(AppConfig):
    name = "annotations"

    def ready(self):
        # Models exist only once every app is loaded.
        from annotations.aggregates import evidence, splitting  # noqa: PLC0415
        from annotations.models import Annotation  # noqa: PLC0415
        from ctplatform.curation import registry  # noqa: PLC0415

        registry.register_evidence(
            registry.EvidenceKind(
                "annotation",
                Annotation,
                evidence.visible_annotations,
                evidence.describe_annotations,
                evidence.supporting_sources,
                evidence.untraced_rows,
                evidence.text_dates,
            )
        )
        registry.register_statements(
            registry.StatementKind(
                "passage", splitting.links_on, splitting.described, splitting.reassign
            )
        )
