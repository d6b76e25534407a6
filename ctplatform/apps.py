from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CtplatformConfig(AppConfig):
    """The app of the management commands, templates and static files of the whole product."""

    name = "ctplatform"

    def ready(self):
        autodiscover_modules("record_types")
