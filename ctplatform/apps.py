from django.apps import AppConfig


class CtplatformConfig(AppConfig):
    """The app of the management commands, templates and static files of the whole product."""

    name = "ctplatform"
