"""The environment variables of an installation, each with its meaning and default.

The settings, the supervisor and the containers read them; the documentation lists them from here.
"""

VARIABLES = {
    "CTPLATFORM_DATA": ("directory of everything the installation owns", "`var/`"),
    "DATABASE_URL": (
        "the database, `postgres://user:password@host/name`",
        "SQLite in the data directory",
    ),
    "DATABASE_PASSWORD": ("the password of that address, kept apart from it", ""),
    "CTPLATFORM_STATEMENT_TIMEOUT": (
        "how long one statement may run on PostgreSQL",
        "`30s`; workers `10min`; commands of `manage.py` no limit",
    ),
    "REDIS_URL": ("the Celery broker, `redis://host:port/0`", "found or started by `run`"),
    "CTPLATFORM_SECRET_KEY": (
        "50 or more random characters",
        "made once, in the data directory",
    ),
    "CTPLATFORM_HOSTS": ("names it is reached by, comma-separated", "this machine only"),
    "CTPLATFORM_HTTPS": ("`1` where browsers reach it over TLS", "`0`"),
    "CTPLATFORM_PROXIES": ("how many proxies of yours stand before it", "`0`"),
    "CTPLATFORM_EMAIL_URL": (
        "a mail server, `smtp+tls://user:password@host:587`, `smtp+ssl://` or `smtp://`; only "
        "counts of notifications are mailed, to people who ask",
        "no e-mail",
    ),
    "CTPLATFORM_EMAIL_FROM": ("the sender of mail", "`ctplatform@localhost`"),
    "CTPLATFORM_FILES_BUCKET": (
        "an S3-compatible bucket for uploads and results, needed where several hosts serve",
        "`media/` in the data directory",
    ),
    "CTPLATFORM_FILES_ENDPOINT": ("address of the service that has the bucket", "Amazon's"),
    "AWS_ACCESS_KEY_ID": ("key of the bucket", ""),
    "AWS_SECRET_ACCESS_KEY": ("secret of that key", ""),
    "CTPLATFORM_STATIC": (
        "directory of the collected static files",
        "`static/` in the data directory",
    ),
    "CTPLATFORM_ANONYMOUS_RATE": ("requests of one anonymous address", "`600/min`"),
    "CTPLATFORM_REQUESTS": (
        "requests a minute of one account, or of one signed-out address",
        "`1500`",
    ),
    "CTPLATFORM_REQUESTS_OF_ADDRESS": (
        "requests a minute of all callers of one address",
        "`6000`",
    ),
    "CTPLATFORM_AUDIT_DAYS": (
        "days for which the [audit log](../how-to/see-who-took-what.md) is kept",
        "`730`, so that a leak found a year later can be traced",
    ),
    "CTPLATFORM_WEBHOOK_HOSTS": (
        "hosts of your own network that [webhooks](../how-to/receive-webhooks.md) may be sent to, "
        "by http too, comma-separated",
        "none",
    ),
    "CTPLATFORM_ASSISTANTS": (
        "`1` to let [assistants](../how-to/connect-an-assistant.md) read, and propose changes, "
        "with a token of a user",
        "`0`",
    ),
    "CTPLATFORM_WEB_PROCESSES": ("web processes of a container", "`2`; outside containers 1"),
    "CTPLATFORM_WORKER_PROCESSES": ("processes of a worker's container", "`2`"),
    "CTPLATFORM_LISTEN": ("address that a container's web server listens on", "`0.0.0.0:8000`"),
    "CTPLATFORM_DEBUG": ("`1` for development, on this machine only", "`0`"),
}
"""{name: (meaning, default)}, in Markdown."""
