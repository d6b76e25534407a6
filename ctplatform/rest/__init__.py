"""What every API needs: problems, strict parsing, paging, preconditions, idempotency, base views.

The lowest floor: imports nothing of ours. Models are met only through `objects.visible_to(user)`.
"""
