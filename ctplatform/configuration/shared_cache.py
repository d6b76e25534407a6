"""The cache shared by all processes; while its server is unavailable, each has its own."""

import logging
import time

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PAUSE = 5.0  # seconds without a request after the server failed
TIMEOUTS = {"socket_connect_timeout": 0.2, "socket_timeout": 0.5}  # seconds, as a request waits


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, which uses this process's memory while Redis is unavailable.

    It holds only the counts of throttles. Losing them lets more requests through, which is better
    than refusing all; failed sign-ins are counted in the database.
    """

    def __init__(self, server, params):
        options = {**TIMEOUTS, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._own = LocMemCache("while-redis-is-away", {})
        self._asked_again = 0.0

    def get(self, key, default=None, version=None):
        return self._either("get", key, default=default, version=version)

    def set(self, key, value, *args, **kwargs):
        return self._either("set", key, value, *args, **kwargs)

    def add(self, key, value, *args, **kwargs):
        return self._either("add", key, value, *args, **kwargs)

    def incr(self, key, *args, **kwargs):
        return self._either("incr", key, *args, **kwargs)

    def touch(self, key, *args, **kwargs):
        return self._either("touch", key, *args, **kwargs)

    def delete(self, key, version=None):
        return self._either("delete", key, version=version)

    def _either(self, method, *args, **kwargs):
        if time.monotonic() >= self._asked_again:
            try:
                return getattr(RedisCache, method)(self, *args, **kwargs)
            except RedisError as error:
                self._asked_again = time.monotonic() + PAUSE
                logger.warning("No shared cache: %s", error)
        return getattr(self._own, method)(*args, **kwargs)
