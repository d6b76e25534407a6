from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "ctplatform.jobs"
    verbose_name = "Background work"

    def ready(self):
        """Load the Celery application: `shared_task` and `delay` use the one created last."""
        import_module("ctplatform.celery")
        autodiscover_modules("tasks")  # the kinds of jobs of each app
