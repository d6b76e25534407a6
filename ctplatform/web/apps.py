from django.apps import AppConfig


class WebConfig(AppConfig):
    """The app of the template tags."""

    name = "ctplatform.web"
