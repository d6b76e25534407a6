from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class ChangesConfig(AppConfig):
    name = "ctplatform.changes"
    verbose_name = _("Changes")

    def ready(self):
        pre_migrate.connect(_before_migrate, sender=self, dispatch_uid="make room for migrations")
        post_migrate.connect(_after_migrate, sender=self, dispatch_uid="follow the tables")


def _before_migrate(using, plan=(), **_options):
    if plan:
        import_module("ctplatform.changes.triggers.installing").make_room(using)


def _after_migrate(using, **_options):
    import_module("ctplatform.changes.triggers.installing").install(using)
