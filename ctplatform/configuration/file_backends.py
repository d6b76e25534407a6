"""Django's storages and caches of an installation: local ones, or ones shared by several hosts."""


def file_storage(bucket: str, endpoint: str) -> dict:
    """The STORAGES entry for uploads and results: files of this machine, or an S3 bucket.

    With several hosts, a bucket lets each of them serve what another one stored. The client reads
    the keys from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY itself.
    """
    if not bucket:
        return {"BACKEND": "ctplatform.configuration.file_storage.WholeFileStorage"}
    options = {"bucket_name": bucket, "file_overwrite": False, "default_acl": None}
    if endpoint:
        options["endpoint_url"] = endpoint
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def cache_backend(redis_url: str) -> dict:
    """The CACHES entry: Redis if configured, so that all processes share the throttles.

    A Redis on a socket is the private one of `manage.py run`, which has a single web process.
    """
    if redis_url.startswith(("redis://", "rediss://")):
        return {
            "BACKEND": "ctplatform.configuration.shared_cache.ForgivingRedisCache",
            "LOCATION": redis_url,
        }
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
