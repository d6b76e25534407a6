from django.conf import settings
from django.db import models


class IdempotencyKey(models.Model):
    """The answer once given to a POST, kept for 24 hours so that a retry acts once.

    Written in the transaction of the effect: where the effect is rolled back, so is the key.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=None, null=True)
    headers = models.JSONField(default=dict)
    created = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], name="a_user_spends_an_idempotency_key_once"
            )
        ]

    def __str__(self):
        return self.key
