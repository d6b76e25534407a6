"""Which projects the rows of any model belong to."""

DEEPEST = 3  # levels of relations (`visible_through`) that are followed


def project_ids_of(rows) -> set:
    """Ids of the projects that the rows (a QuerySet) belong to; shared rows belong to none."""
    found = set()
    for path in lookups_of(rows.model, "project"):
        found.update(filter(None, rows.order_by().values_list(path, flat=True).distinct()))
    return found


def home_project_ids(rows) -> set:
    """As `project_ids_of`, without the projects of what the rows are only about; one query.

    A passage belongs to the project of its text, whatever records it is linked to. A model with
    `belongs_to_one_target`, such as a comment, belongs to that of the one row that it is about.
    """
    if getattr(rows.model, "belongs_to_one_target", False):
        return project_ids_of(rows)
    path = next(iter(lookups_of(rows.model, "project")), None)
    if path is None:
        return set()
    return set(filter(None, rows.order_by().values_list(path, flat=True).distinct()))


def lookups_of(model, name, depth=0) -> list[str]:
    """Lookups from a model to fields of that name, on it or on models it is `visible_through`."""
    own = {field.name for field in model._meta.get_fields()}
    found = [name] if name in own else []
    if depth < DEEPEST:
        for relation in getattr(model, "visible_through", ()):
            below = model._meta.get_field(relation).related_model
            found += [f"{relation}__{path}" for path in lookups_of(below, name, depth + 1)]
    return found
