"""The base of every API: problems, strict parsing, paging, preconditions, idempotency, views.

The lowest layer: it imports no other app. It reads models only through `objects.visible_to(user)`.
"""
