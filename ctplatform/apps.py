from django.apps import AppConfig


class CtplatformConfig(AppConfig):
    """Holds the management commands, templates and static files of the whole product."""

    name = "ctplatform"
