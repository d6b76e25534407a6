"""Find records by the codes of the passages that are linked to them."""

from annotations.codebooks.models import Code, Codebook
from annotations.links.queries.evidence import links_to


def coded_rows(rows, slug, user):
    """The records with a linked passage that the user sees, coded so or with a code below."""
    links, holder = links_to(rows.model, user)
    coded = links.filter(annotation__code__in=_codes_below(slug, user))
    return rows.filter(pk__in=coded.values_list(holder, flat=True))


def code_choices(project, user):
    """[(slug, label)] of the codes of a project's codebooks and the shared ones, by label.

    A code with a parent is shown with it: “Detail: casualties”.
    """
    books = Codebook.objects.usable_in(project)
    codes = Code.objects.visible_to(user).filter(codebook__in=books).select_related("parent")
    found = {}
    for code in codes.order_by("-codebook__project", "codebook", "sort"):
        label = f"{code.parent.label}: {code.label}" if code.parent else code.label
        found.setdefault(code.slug, label)
    return sorted(found.items(), key=lambda choice: choice[1].casefold())


def _codes_below(slug, user):
    """The ids of the codes with this slug, in any codebook, and of all codes below them."""
    rows = Code.objects.visible_to(user).order_by().values_list("pk", "parent", "slug")
    found, rows = set(), list(rows)
    while new := {
        pk for pk, parent, name in rows if pk not in found and (name == slug or parent in found)
    }:
        found |= new
    return found
