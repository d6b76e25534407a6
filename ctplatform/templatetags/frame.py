"""What the frame around every page needs: places in the bar, the theme, the sheets."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

register = template.Library()

# Path, words, the letter after `g`.
PLACES = [
    ("/", _("Home"), "h"),
    ("/articles/", _("Library"), "l"),
    ("/incidents/", _("Incidents"), "i"),
    ("/actors/", _("Actors"), "a"),
    ("/assessments/", _("Assessments"), "s"),
    ("/review/", _("Review"), "r"),
    ("/figures/", _("Figures"), "f"),
]


@register.simple_tag(takes_context=True)
def places(context):
    """The places in the bar: path (with the project), words, key, whether we are there."""
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
        for path, words, letter in PLACES
    ]


@register.simple_tag(takes_context=True)
def theme(context):
    """The choice of light or dark, from a cookie, so that the first paint is right."""
    choice = context["request"].COOKIES.get("theme")
    return format_html(' data-theme="{}"', choice) if choice in ("light", "dark") else ""


@register.filter
def sheets(names):
    """The addresses of our own style sheets, by their names."""
    return [static(f"ctplatform/{name}.css") for name in names.split()]


@register.simple_tag(takes_context=True)
def in_project(context, path):
    """A path that keeps the current project: `/jobs/` becomes `/jobs/?project=sahel`."""
    project = context.get("project")
    return f"{path}?{urlencode({'project': project.slug})}" if project else path


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """The present query string with changes (None removes); without its page unless that is set."""
    params = context["request"].GET.copy()
    params.pop("page", None)
    for name, value in changes.items():
        params.pop(name, None)
        if value not in (None, ""):
            params[name] = value
    return f"?{params.urlencode()}"
