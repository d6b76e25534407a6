from importlib import import_module

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "ctplatform.accounts"

    def ready(self):
        begin_session = import_module("ctplatform.accounts.sign_in.passwords").begin_session
        user_logged_in.connect(begin_session, dispatch_uid="begin_session")
