"""One settings file. Embedded and production differ only through the environment.

CTPLATFORM_DATA        directory of everything the installation owns (default: var/)
DATABASE_URL           postgres://user:password@host/name (default: SQLite in the data directory)
REDIS_URL              redis://host:port/0, the Celery broker (default: found or started by `run`)
CTPLATFORM_SECRET_KEY  at least 50 characters (default: a file made once in the data directory)
CTPLATFORM_HOSTS       comma-separated host names (default: this machine only)
CTPLATFORM_STATIC      directory of the collected static files (default: static/ there)
CTPLATFORM_HTTPS       1 where browsers reach the product over TLS
CTPLATFORM_DEBUG       1 for development
"""

import os
import secrets
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env("CTPLATFORM_DATA", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = env.bool("CTPLATFORM_DEBUG", default=False)
HTTPS = env.bool("CTPLATFORM_HTTPS", default=False)


def secret_key():
    """Return the key given by the environment, or the one made at the first start (mode 0600)."""
    if given := env("CTPLATFORM_SECRET_KEY", default=""):
        if len(given) < 50 or given.startswith("django-insecure-"):
            raise ImproperlyConfigured("CTPLATFORM_SECRET_KEY needs 50 or more random characters.")
        return given
    path = DATA_DIR / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(key := secrets.token_urlsafe(64))
    return key


SECRET_KEY = secret_key()
ALLOWED_HOSTS = env.list("CTPLATFORM_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
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
    "ctplatform.exchange",
    "ctplatform.jobs",
    "ctplatform.lists",
]

MIDDLEWARE = [
    "ctplatform.rest.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "ctplatform.accounts.middleware.RememberingAuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
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
                "ctplatform.accounts.context.current_project",
                "ctplatform.jobs.context.worker",
                "ctplatform.curation.pages.context.review_count",
            ],
        },
    },
]

# --- data -------------------------------------------------------------------------------------

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA trusted_schema=OFF; PRAGMA cache_size=-16000;"
)

DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'ctplatform.sqlite3'}")
}
DATABASE = DATABASES["default"]
if DATABASE["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE takes the write lock at BEGIN: waiting is then governed by the timeout, while a
    # deferred transaction that upgrades from read to write fails at once with "database is locked".
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": SQLITE_PRAGMAS,
    }
    DATABASE["CONN_MAX_AGE"] = None
else:
    DATABASE["OPTIONS"] = {
        # Compiling a query just in time takes 100 ms, longer than any of ours runs.
        "options": "-c jit=off -c statement_timeout=30s -c lock_timeout=10s "
        "-c idle_in_transaction_session_timeout=60s",
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

# --- people -----------------------------------------------------------------------------------

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
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
# Reading the peer from a forwarded header would let anybody choose whom to lock out.
AXES_IPWARE_PROXY_COUNT = env.int("CTPLATFORM_PROXIES", default=0)
SESSION_ENGINE = "ctplatform.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60

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

# --- words and files --------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = Path(env("CTPLATFORM_STATIC", default=str(DATA_DIR / "static")))
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns about a missing one
# Source maps are read by developers only, and take longer to compress than all the rest.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "png", "jpg", "webp", "woff", "woff2", "gz", "br"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "ctplatform.staticfiles.Storage"},
}

# --- the API ----------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "ctplatform.accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["ctplatform.rest.permissions.DenyAll"],
    "DEFAULT_RENDERER_CLASSES": ["ctplatform.rest.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["ctplatform.rest.parsing.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "ctplatform.rest.paging.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["ctplatform.rest.filters.StrictFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": env("CTPLATFORM_ANONYMOUS_RATE", default="600/min")},
    # The schema tells what an address takes; OPTIONS would tell it again, less well.
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "ctplatform.rest.schema.ProblemAutoSchema",
    "EXCEPTION_HANDLER": "ctplatform.rest.problems.exception_handler",
    "NUM_PROXIES": env.int("CTPLATFORM_PROXIES", default=0),
    # `?format=` names an export format of ours; it must not choose DRF's renderer.
    "URL_FORMAT_OVERRIDE": None,
    "FORMAT_SUFFIX_KWARG": None,
    "UNICODE_JSON": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "ctplatform",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": "Read, annotate, record and judge.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "MembershipRole": "ctplatform.accounts.models.Role",
        "Stance": "annotations.vocabularies.ROLES",
        "ReviewPolicy": "ctplatform.accounts.models.ReviewPolicy",
        "RecordState": "ctplatform.curation.models.CuratedRecord.State",
        "ProposalState": "ctplatform.curation.models.Proposal.State",
        "ChangeKind": "ctplatform.curation.models.AboutRecord.Kind",
        "ProposalKind": "ctplatform.curation.serializers.PROPOSED",
        "JobState": "ctplatform.jobs.models.Job.State",
        "Marking": "ctplatform.markings.levels.CHOICES",
        "ActorKind": "incidents.vocabularies.ACTOR_KIND_CHOICES",
        "Weight": "incidents.vocabularies.WEIGHTS",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- background work --------------------------------------------------------------------------

REDIS_URL = env("REDIS_URL", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "ctplatform.rest.middleware.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(levelname)s %(name)s [%(request_id)s] %(message)s"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = []
