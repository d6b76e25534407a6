from importlib import import_module

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CurationConfig(AppConfig):
    name = "ctplatform.curation"
    verbose_name = _("Review and history")

    def ready(self):
        import_module("ctplatform.accounts.models").ProjectEvent.listeners.append(_chain_event)
        import_module("ctplatform.curation.queries.notification_subjects").register_subjects()
        post_migrate.connect(_begin_chain, sender=self, dispatch_uid="begin the chain")


def _chain():
    return import_module("ctplatform.curation.history_chain.links")


def _chain_event(event):
    _chain().add_pending([event])


def _begin_chain(using, **_options):
    """Chain the existing history once, in a database that is older than the chain."""
    if "curation_historygate" in connections[using].introspection.table_names():
        _chain().chain_existing_entries()
