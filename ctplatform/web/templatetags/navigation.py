"""Template tags of the frame of every page: navigation, theme, style sheets, filters."""

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.registry import offered_formats
from ctplatform.record_types.registry import record_types
from ctplatform.web.bundles import MODULES

register = template.Library()

PAGING = ("page", "cursor", "part")

# Path, label, key after `g`.
BEFORE = [("/", _("Home"), "h"), ("/articles/", _("Library"), "l")]
AFTER = [("/review/", _("Review"), "r"), ("/figures/", _("Series"), "f")]


@register.simple_tag(takes_context=True)
def places(context):
    """The entries of the navigation bar: path (with the project), label, key, whether current."""
    here, project = context["request"].path, context.get("project")
    query = f"?{urlencode({'project': project.slug})}" if project else ""
    return [
        {
            "path": path + query,
            "words": words,
            "key": letter,
            "current": here == path if path == "/" else here.startswith(path),
            "count": (context.get("nav") or {}).get("review") if path == "/review/" else None,
        }
        for path, words, letter in (*BEFORE, *lists_in_menu(), *AFTER)
    ]


def lists_in_menu():
    """(path, label, key) of the lists of records that the navigation bar has."""
    return [
        (f"/{each.noun}/", each.plural, each.menu_key) for each in record_types() if each.menu_key
    ]


@register.simple_tag(takes_context=True)
def theme(context):
    """The theme (light or dark) from a cookie, so that the first paint is right."""
    choice = context["request"].COOKIES.get("theme")
    return format_html(' data-theme="{}"', choice) if choice in ("light", "dark") else ""


@register.filter
def sheets(bundle):
    """The URLs of our own style sheets, by the name of their bundle (ctplatform.web.bundles)."""
    return staticfiles_storage.sheets(bundle)


@register.simple_tag
def module(name):
    """The URL of a module that a page loads first."""
    return staticfiles_storage.module(name)


@register.filter
def is_bundled(name):
    """Whether a module is bundled with its imports."""
    return staticfiles_storage.has(MODULES[name])


@register.simple_tag(takes_context=True)
def in_project(context, path):
    """A path with the current project: `/jobs/` becomes `/jobs/?project=sahel`."""
    project = context.get("project")
    return f"{path}?{urlencode({'project': project.slug})}" if project else path


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """The current query string with changes (None removes, a list gives several values).

    The page number is dropped unless it is set.
    """
    params = _without(context["request"].GET, *PAGING)
    for name, value in changes.items():
        params.pop(name, None)
        if isinstance(value, list):
            params.setlist(name, value)
        elif value not in (None, ""):
            params[name] = value
    return f"?{params.urlencode()}"


def _without(params, *names):
    params = params.copy()
    for name in names:
        params.pop(name, None)
    return params


@register.inclusion_tag("components/filter.html", takes_context=True)
def filter_menu(context, name, label, choices, several=False):
    """A filter of a list as a menu of links; with `several`, each choice toggles separately.

    `choices` are (value, label), or (value, label, number of rows that it would leave).
    """
    chosen = chosen_of(context["request"].GET, name, several)
    named = {str(value): words for value, words, *_count in choices}
    kept = _without(context["request"].GET, *PAGING, name).urlencode()

    def of(values):
        own = urlencode([(name, value) for value in values if value])
        return f"?{kept}&{own}" if kept and own else f"?{kept or own}"

    def without(value):
        return [each for each in chosen if each != value]

    def url(value):
        if not several:
            return of([value])
        return of(without(value) if value in chosen else [*chosen, value])

    return {
        "name": name,
        "label": label,
        "rows": [
            {
                "words": words,
                "url": url(str(value)),
                "current": str(value) in chosen,
                "count": count[0] if count else None,
            }
            for value, words, *count in choices
        ],
        "chosen": [{"words": named.get(each, each), "clear": of(without(each))} for each in chosen],
    }


def chosen_of(params, name, several=False) -> list[str]:
    """The values of a filter in a query string; without `several`, only the last one."""
    given = list(dict.fromkeys(filter(None, params.getlist(name))))
    return given if several else given[-1:]


@register.inclusion_tag("components/kept_filters.html", takes_context=True)
def kept_filters(context, *searched, typed=None):
    """Hidden fields that keep the other filters when a search form of the list is submitted.

    `typed` is a form of filters in the same form.
    """
    own = typed.names if typed else ()
    params, left = context["request"].GET.lists(), (*searched, *own, "page", "cursor")
    return {"kept": [(n, value) for n, values in params if n not in left for value in values]}


@register.inclusion_tag("components/export.html", takes_context=True)
def export_menu(context, noun, query=None):
    """The formats in which the records of a list can be exported, with the filters of the list.

    `query` is the query string of exactly the rows that the list shows, in the words of the API;
    without one, all rows of the project are exported.
    """
    project = context.get("project")
    if query is None:
        query = urlencode({"project": project.slug}) if project else ""
    found = offered_formats(noun)
    return {
        "address": f"/api/v1/{noun}/export/",
        "query": query,
        "formats": [each for each in found if not each.group],
        "tables": [each for each in found if each.group],
    }


def _order(context):
    """The sort column of the list: the requested one, else the default."""
    return context["request"].GET.get("sort") or context.get("sort")


@register.simple_tag(takes_context=True)
def sort_by(context, name):
    """The query string that sorts by a column: ascending first, then descending."""
    now = _order(context)
    return query(context, sort=f"-{name}" if now == name else name)


@register.simple_tag(takes_context=True)
def sorted_by(context, name):
    """`aria-sort` for the header of the column that the list is sorted by."""
    words = {name: "ascending", f"-{name}": "descending"}
    found = words.get(_order(context))
    return format_html(' aria-sort="{}"', found) if found else ""
