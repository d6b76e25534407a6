from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    name = "incidents"
    verbose_name = _("Register")

    def ready(self):
        import_module("incidents.releases.takedowns.registration").register_takedowns()
