from django.apps import AppConfig

from ctplatform.rest.requests.charsets import refuse_unreadable_charsets


class RestConfig(AppConfig):
    name = "ctplatform.rest"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        refuse_unreadable_charsets()
