from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ExchangeConfig(AppConfig):
    name = "ctplatform.exchange"

    def ready(self):
        autodiscover_modules("formats")
