from importlib import import_module

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "ctplatform.audit"
    verbose_name = _("Audit log")

    def ready(self):
        post_migrate.connect(_begin_chain, sender=self, dispatch_uid="begin the chain of the log")


def _begin_chain(using, **_options):
    """Chain the existing entries once, in a database that is older than the chain."""
    if "audit_auditchainentry" in connections[using].introspection.table_names():
        import_module("ctplatform.audit.hash_chain.links").chain_existing_entries()
