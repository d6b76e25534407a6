"""What the schema says in words: summaries and descriptions of operations, and of parameters.

They come from what the code says anyway: the docstring of an action, the name of the model, the
label of a field. So a new view has them without being asked.
"""

import re
from inspect import cleandoc

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst

ACTIONS = {
    "list": "List {many}",
    "retrieve": "Read {one}",
    "create": "Create {one}",
    "partial_update": "Change {one}",
    "destroy": "Delete {one}",
    "export": "Export {many}",
    "export_later": "Export {many} in the background",
    "losses": "Count what an export of {many} leaves out",
    "history": "Read the history of {one}",
}
"""Summaries of actions that many views share."""
LONGEST = 70
PARAMETERS = {
    "id": "Id of {one}.",
    "slug": "Slug of the project.",
    "username": "User name of the member.",
    "project": "Slug of the project.",
    "author": "User name of the author.",
    "by": "User name of who made the change.",
    "number": "Number of the version, from 1.",
    "name": "Name of the file or of the record.",
    "record": "Id of the record.",
    "field": "Name of the field of the record.",
    "target_type": "Type of the record.",
    "target_id": "Id of the record.",
    "subject_type": "Type of what it is about.",
    "subject_id": "Id of what it is about.",
    "published_after": "Published on this day or later (EDTF).",
    "published_before": "Published on this day or earlier (EDTF).",
    "updated_since": "Changed since.",
    "article": "Text (id).",
    "series": "Series (id).",
    "check": "Check (id).",
    "delivery": "Delivery (id).",
    "to": "To the incident (id).",
    "repeats": "Repeats the report of this one (id).",
    "reviewer": "Reviewer (id).",
    "unread": "Not yet read.",
    "about": "About the actor (id).",
    "bucket": "First day of the bucket.",
    "group": "Group of the series, as `group` of the points names it.",
    "kind": "Kind of what is listed.",
}
"""Descriptions of parameters that have no label, where the name of a column says too little."""


def first_paragraph(text):
    """The first paragraph of a docstring, on one line; "" without one."""
    return " ".join(cleandoc(text or "").split("\n\n")[0].split())


def own_docstring(thing):
    """The docstring of a class itself, never that of its base."""
    return vars(thing).get("__doc__") or ""


def summary_of(view, method):
    """One line about what an operation does."""
    action = getattr(view, "action", None) or method.lower()
    handler = getattr(type(view), action)
    own = handler.__doc__ if action in vars(type(view)) or action not in ACTIONS else ""
    if own or action not in ACTIONS:
        return first_clause(own or type(view).__doc__)
    one, many = nouns(view)
    article = "an" if one[0] in "aeiou" else "a"
    return ACTIONS[action].format(one=f"{article} {one}", many=many)


def first_clause(text):
    """The beginning of a docstring up to its first stop, as a heading; shortened at a comma."""
    clause = re.split(r"[;:.](?:\s|$)", first_paragraph(text))[0]
    if len(clause) > LONGEST:
        clause = clause.split(",")[0]
    return clause.strip().replace("`", "")


def nouns(view):
    """What the rows of a view are called, as one and as many.

    A view under another name than that of its model is called as its address: jobs of one kind.
    """
    model, known_as = view.model._meta, getattr(view, "basename", None) or ""
    one, many = str(model.verbose_name), str(model.verbose_name_plural)
    is_of_model = known_as.replace("-", "") in ("", model.model_name)
    if is_of_model or {*known_as.split("-")} & {*re.split(r"\W", f"{one} {many}")}:
        return one, many
    return known_as.replace("-", " "), f"{known_as.replace('-', ' ')}s"


def description_of(view, method):
    """The docstring of the action, else that of the view, else what the rows are."""
    action = getattr(view, "action", None) or method.lower()
    said = getattr(type(view), action).__doc__ or own_docstring(type(view))
    if said:
        return cleandoc(said)
    return first_paragraph(view.model.__doc__)


def describe_parameter(parameter, view):
    """The parameter with a description: its label, else what its column is called."""
    if parameter.get("description"):
        return parameter
    name = parameter["name"]
    return {
        **parameter,
        "description": PARAMETERS.get(name, "").format(one=_one(view)) or _label(parameter, view),
    }


def _one(view):
    model = getattr(view, "model", None)
    return f"the {nouns(view)[0]}" if model else "the record"


def _label(parameter, view):
    """What the column is called that a filter compares."""
    name = parameter["name"]
    words = capfirst(_column_name(name, view) or name.replace("_", " "))
    return f"{words} (id)." if parameter["schema"].get("format") == "uuid" else f"{words}."


def _column_name(name, view):
    """The name in words of the column that a filter compares; "" if it compares none."""
    model, filterset = getattr(view, "model", None), getattr(view, "filterset_class", None)
    compared = filterset.base_filters.get(name) if filterset else None
    column = None
    for step in compared.field_name.split("__") if compared else ():
        try:
            column = model._meta.get_field(step)
        except FieldDoesNotExist:
            return ""
        model = column.related_model
    return str(getattr(column, "verbose_name", ""))
