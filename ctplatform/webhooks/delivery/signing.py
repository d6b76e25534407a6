"""Secrets and signatures of webhooks, as in Standard Webhooks (https://www.standardwebhooks.com)."""

import base64
import hashlib
import hmac

from django.conf import settings

PREFIX = "whsec_"


def secret_of(webhook) -> str:
    """The secret as its owner gets it: `whsec_` and 32 bytes in base64.

    It is an HMAC under the key of the installation, which a copy of the database does not hold.
    """
    return PREFIX + base64.b64encode(_key_of(webhook)).decode()


def signed_headers(webhook, delivery_id, moment: int, body: bytes) -> dict:
    """The headers `webhook-id`, `webhook-timestamp` (seconds) and `webhook-signature`."""
    signed = f"{delivery_id}.{moment}.".encode() + body
    digest = hmac.new(_key_of(webhook), signed, hashlib.sha256).digest()
    return {
        "webhook-id": str(delivery_id),
        "webhook-timestamp": str(moment),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _key_of(webhook) -> bytes:
    subject = f"webhook:{webhook.pk}:{webhook.secret_number}"
    return hmac.new(settings.SECRET_KEY.encode(), subject.encode(), hashlib.sha256).digest()
