from django.conf import settings
from django.db import models


class IdempotencyKey(models.Model):
    """The stored answer to a POST, kept for 24 hours so that a retry takes effect once.

    `rows` are the rows that the answer is about and that the user could see, [[model, id]]; `roles`
    are {project id: rank of the role} of the user at that time. Written in the transaction of the
    effect: if that is rolled back, so is the key.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=None, null=True)
    headers = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    roles = models.JSONField(default=dict)
    created = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], name="a_user_spends_an_idempotency_key_once"
            )
        ]

    def __str__(self):
        return self.key
