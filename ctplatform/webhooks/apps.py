from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "ctplatform.webhooks"
    verbose_name = _("Webhooks")

    def ready(self):
        import_module("ctplatform.webhooks.notification_subjects").register_subjects()
