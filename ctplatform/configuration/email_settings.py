"""E-mail settings from the environment; without CTPLATFORM_EMAIL_URL no e-mail is sent.

CTPLATFORM_EMAIL_URL is smtp+tls://user:password@host:587, smtp+ssl://… or smtp://….

CTPLATFORM_EMAIL_FROM is the sender's address (default: ctplatform@localhost).
"""

import environ

env = environ.Env()
_URL = env("CTPLATFORM_EMAIL_URL", default="")
_CONFIG = env.email_url_config(_URL or "dummymail://")
MAIL_IS_CONFIGURED = bool(_URL)
DEFAULT_FROM_EMAIL = env("CTPLATFORM_EMAIL_FROM", default="") or "ctplatform@localhost"
EMAIL_BACKEND = _CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = _CONFIG["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _CONFIG["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _CONFIG["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _CONFIG["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20  # seconds
__all__ = [
    "DEFAULT_FROM_EMAIL",
    "EMAIL_BACKEND",
    "EMAIL_HOST",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_HOST_USER",
    "EMAIL_PORT",
    "EMAIL_TIMEOUT",
    "EMAIL_USE_SSL",
    "EMAIL_USE_TLS",
    "MAIL_IS_CONFIGURED",
]
