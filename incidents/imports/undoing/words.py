"""Why records stay when an import is undone, in words, and the names of their types."""

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ctplatform.curation.registry import kind_named
from incidents.sources.models import Source

KEPT_BECAUSE = {
    "published": gettext_lazy("published"),
    "merged": gettext_lazy("merged with another record"),
    "withdrawn": gettext_lazy("withdrawn since the import"),
    "in_review": gettext_lazy("being reviewed"),
    "changed": gettext_lazy("changed since the import"),
    "removed": gettext_lazy("removed since the import"),
    "restored": gettext_lazy("restored since the import"),
    "used": gettext_lazy("in use by other rows"),
    "not_editor": gettext_lazy("only an editor may change this back"),
    "refused": gettext_lazy("the earlier value is no longer valid"),
}


def reason_in_words(why: str, detail: str) -> str:
    """Why something stays, with the field, the rows or the message that it is due to."""
    words = str(KEPT_BECAUSE[why])
    if why == "used":
        rows = apps.get_model(detail)._meta.verbose_name_plural
        return _("in use by %(rows)s") % {"rows": rows}
    return f"{words}: {detail}" if detail else words


def model_of(record_type: str):
    """The model of a curation key, or of “source”, which is not curated."""
    return Source if record_type == Source._meta.model_name else kind_named(record_type).model


def number_in_words(record_type: str, number: int) -> str:
    """“3 incidents”, “1 actor”: some records of a type."""
    meta = model_of(record_type)._meta
    words = ngettext("%(n)d %(one)s", "%(n)d %(many)s", number)
    return words % {"n": number, "one": meta.verbose_name, "many": meta.verbose_name_plural}


def lines_of(counts: dict) -> list[str]:
    """What goes and what is changed back, one line each, from `UndoPlan.counts`."""
    lines = [
        _("Withdrawn: %s") % number_in_words(key, number)
        for key, number in counts["withdrawn"].items()
    ]
    lines += [
        _("Deleted: %s") % number_in_words(key, number)
        for key, number in counts.get("deleted", {}).items()
    ]
    numbers = (
        (_("Changed back at once: %d"), counts["changed_back"]),
        (_("Changed back once a reviewer accepts: %d"), counts["to_review"]),
        (_("Proposals of the import that are closed: %d"), counts["proposals_closed"]),
    )
    return [*lines, *(words % number for words, number in numbers if number)]


def kept_lines(counts: dict) -> list[str]:
    """What stays, and why: one line for each record type and reason."""
    lines = [
        f"{number_in_words(each['record_type'], each['count'])}: "
        f"{reason_in_words(each['why'], each['detail'])}"
        for each in counts["kept"]
    ]
    if number := counts["already_withdrawn"]:
        lines.append(_("Withdrawn by somebody before: %d") % number)
    return lines
