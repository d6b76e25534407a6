"""All settings. Embedded use and production differ only in the environment.

ctplatform/configuration/environment.py explains the variables that are read here.
"""

import tomllib
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from ctplatform.configuration.api_examples import API_EXAMPLES  # noqa: F401 - a setting
from ctplatform.configuration.api_schema import API_SCHEMA
from ctplatform.configuration.email_settings import *  # noqa: F403 - the settings of e-mail
from ctplatform.configuration.file_backends import cache_backend, file_storage
from ctplatform.configuration.log_format import LOGGING  # noqa: F401 - a setting
from ctplatform.configuration.secret_key import read_secret_key
from ctplatform.database.database_url import quoted_database_url

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
RELEASE = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
DATA_DIR = Path(env("CTPLATFORM_DATA", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = env.bool("CTPLATFORM_DEBUG", default=False)
HTTPS = env.bool("CTPLATFORM_HTTPS", default=False)

SECRET_KEY = read_secret_key(env("CTPLATFORM_SECRET_KEY", default=""), DATA_DIR / "secret-key")
ALLOWED_HOSTS = env.list("CTPLATFORM_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
if DEBUG and (public := set(ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]"}):
    raise ImproperlyConfigured(
        "CTPLATFORM_DEBUG=1 shows settings and code to anyone who causes an error: unset it, or "
        f"leave {', '.join(sorted(public))} out of CTPLATFORM_HOSTS."
    )
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "axes",
    "ctplatform",
    "ctplatform.rest",
    "ctplatform.accounts",
    "incidents",
    "annotations",
    "ctplatform.curation",
    "ctplatform.changes",
    "ctplatform.exchange",
    "ctplatform.jobs",
    "ctplatform.lists",
    "ctplatform.notifications",
    "ctplatform.web",
    "ctplatform.bundles",
    "ctplatform.audit",
    "ctplatform.webhooks",
]

MIDDLEWARE = [
    "ctplatform.rest.requests.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "ctplatform.accounts.sign_in.middleware.PrivateAnswersMiddleware",
    "ctplatform.rest.requests.compression.CompressionMiddleware",
    "ctplatform.rest.requests.conditional_answers.ConditionalAnswersMiddleware",
    "ctplatform.rest.requests.middleware.PlainTextMiddleware",
    "ctplatform.rest.requests.request_limits.RequestLimitsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "ctplatform.accounts.sign_in.middleware.RememberingAuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "ctplatform.web.refusal_pages.RefusalPagesMiddleware",
]

ROOT_URLCONF = "ctplatform.urls"
WSGI_APPLICATION = "ctplatform.wsgi.application"
ASGI_APPLICATION = "ctplatform.asgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ctplatform.accounts.current_project.context.current_project",
                "ctplatform.jobs.context.worker",
                "ctplatform.curation.pages.context.review_count",
                "ctplatform.notifications.context.unread_count",
            ],
        },
    },
]

# --- data -------------------------------------------------------------------------------------

# For requests; workers get more, commands such as `migrate` no limit (manage.py, supervisor).
STATEMENT_TIMEOUT = env("CTPLATFORM_STATEMENT_TIMEOUT", default="30s")

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA trusted_schema=OFF; PRAGMA cache_size=-16000;"
)
DATABASE_URL = env("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'ctplatform.sqlite3'}")
DATABASES = {"default": env.db_url_config(quoted_database_url(DATABASE_URL))}
DATABASE = DATABASES["default"]
if password := env("DATABASE_PASSWORD", default=""):
    DATABASE["PASSWORD"] = password
if DATABASE["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE takes the write lock at BEGIN, so that waiting is limited by the timeout; a deferred
    # transaction that upgrades from read to write fails at once with "database is locked".
    DATABASE["ENGINE"] = "ctplatform.database.sqlite3"
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": SQLITE_PRAGMAS,
    }
    DATABASE["CONN_MAX_AGE"] = None
else:
    DATABASE["OPTIONS"] = {
        # JIT-compiling a query takes 100 ms, longer than our queries run. Random page reads cost
        # about as much as sequential ones on today's disks and in memory.
        "options": f"-c jit=off -c random_page_cost=1.1 -c statement_timeout={STATEMENT_TIMEOUT} "
        "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s",
        "connect_timeout": 5,
    }
    DATABASE["CONN_MAX_AGE"] = 60
    DATABASE["CONN_HEALTH_CHECKS"] = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
# A pasted article may be 16 MB; the API limits each route by Content-Length before reading.
DATA_UPLOAD_MAX_MEMORY_SIZE = 17 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- users ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "ctplatform.accounts.sign_in.passwords.SignInHandler"
AXES_USERNAME_CALLABLE = "ctplatform.accounts.sign_in.passwords.counted_name"
AXES_CLIENT_IP_CALLABLE = "ctplatform.accounts.sign_in.passwords.counted_address"
AXES_LOCKOUT_CALLABLE = "ctplatform.accounts.sign_in.passwords.too_many_passwords"
# Attempts during a lockout do not extend it.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_SENSITIVE_PARAMETERS = ["old_password", "new_password1", "new_password2"]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
SESSION_ENGINE = "ctplatform.accounts.sign_in.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60  # in all; two idle hours end it as well

# --- security ---------------------------------------------------------------------------------

CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# --- languages and files ----------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = Path(env("CTPLATFORM_STATIC", default=str(DATA_DIR / "static")))
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns about a missing one
# Only developers read source maps, and they take longer to compress than all other files.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "png", "jpg", "webp", "woff", "woff2", "gz", "br"]
STORAGES = {
    "default": file_storage(
        env("CTPLATFORM_FILES_BUCKET", default=""), env("CTPLATFORM_FILES_ENDPOINT", default="")
    ),
    "staticfiles": {"BACKEND": "ctplatform.web.staticfiles.Storage"},
}

# --- the API ----------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "ctplatform.accounts.sign_in.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["ctplatform.rest.permissions.DenyAll"],
    "DEFAULT_RENDERER_CLASSES": ["ctplatform.rest.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["ctplatform.rest.requests.parsing.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "ctplatform.rest.paging.pagination.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["ctplatform.rest.filters.StrictFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": env("CTPLATFORM_ANONYMOUS_RATE", default="600/min")},
    # The schema describes each endpoint; OPTIONS would repeat that with less detail.
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "ctplatform.rest.schema.operations.ProblemAutoSchema",
    "EXCEPTION_HANDLER": "ctplatform.rest.problems.exception_handler",
    "NUM_PROXIES": env.int("CTPLATFORM_PROXIES", default=0),
    # `?format=` names our export formats; it must not choose DRF's renderer.
    "URL_FORMAT_OVERRIDE": None,
    "FORMAT_SUFFIX_KWARG": None,
    "UNICODE_JSON": True,
}
# Per minute and client (account or address); see ctplatform/rest/requests/request_limits.py.
REQUEST_LIMITS = {
    "requests": env.int("CTPLATFORM_REQUESTS", default=1500),
    "requests_of_address": env.int("CTPLATFORM_REQUESTS_OF_ADDRESS", default=6000),
    "searches": 600,
    "exports": 30,
    "exports_at_once": 4,
}
REQUEST_CALLER = "ctplatform.accounts.sign_in.callers.caller_of"
SPECTACULAR_SETTINGS = API_SCHEMA

# Days for which the audit log is kept: long enough to trace a leak that is found a year later, and
# not for ever, since it says who took what.
AUDIT_DAYS = env.int("CTPLATFORM_AUDIT_DAYS", default=730)

# Hosts of the own network that webhooks may be sent to, by http too; all others have to be public.
WEBHOOK_HOSTS = env.list("CTPLATFORM_WEBHOOK_HOSTS", default=[])

# Whether assistants may read and propose at /mcp/ (Model Context Protocol), with a token of a user.
ASSISTANTS = env.bool("CTPLATFORM_ASSISTANTS", default=False)

# --- background work --------------------------------------------------------------------------

REDIS_URL = env("REDIS_URL", default="")
CACHES = {
    "default": cache_backend(REDIS_URL),
    # Counts of large registers, one cache per process: its keys change with the database.
    "counts": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "counts",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}
