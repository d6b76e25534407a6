from django.apps import AppConfig


class AnnotationsConfig(AppConfig):
    name = "annotations"

    def ready(self):
        # Models exist only once every app is loaded.
        from annotations.aggregates import evidence  # noqa: PLC0415
        from annotations.models import Annotation  # noqa: PLC0415
        from ctplatform.curation.registry import EvidenceKind, register_evidence  # noqa: PLC0415

        register_evidence(
            EvidenceKind(
                "annotation",
                Annotation,
                evidence.visible_annotations,
                evidence.describe_annotations,
                evidence.supporting_sources,
            )
        )
