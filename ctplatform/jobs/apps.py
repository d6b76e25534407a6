from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "ctplatform.jobs"
    verbose_name = "Background work"

    def ready(self):
        """Load the Celery application: `shared_task` and `delay` use the one that was made last."""
        import_module("ctplatform.celery")
