"""What the reading page's modules need to know, as one JSON block (data, so the CSP allows it)."""

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Q, TextField
from django.urls import reverse

from annotations.models import Code, Codebook
from annotations.models.links import TARGETS
from annotations.views.reading_words import words
from ctplatform.accounts.roles import role_of
from incidents.models import Incident
from incidents.models.facts import text_date
from incidents.vocabularies import CASUALTY_KINDS


def config_of(article, version, user):
    """The page's data: ids, what this person may do, addresses, codes, words."""
    role = role_of(user, article.project)
    rank = role.rank if role else -1
    return {
        "article": article.pk,
        "title": article.title,
        "published": article.published if text_date(article.published) else "",
        "project": article.project.slug,
        "version": {"id": version.pk, "number": version.number},
        "user": person(user),
        "may_write": rank >= type(role).ANNOTATOR.rank if role else False,
        "may_edit_all": rank >= type(role).EDITOR.rank if role else False,
        "shortcuts": getattr(user, "shortcuts", True),
        "urls": urls(article, version),
        "codes": codes_of(article.project, version),
        "register": register(),
        "reliability": getattr(article.source, "reliability", None) or "",
        "words": words(),
    }


# Record kind, its noun in addresses, the field that names it.
KINDS = (
    ("incident", "incidents", "title"),
    ("actor", "actors", "name"),
    ("place", "places", "name"),
    ("assessment", "assessments", "statement"),
    ("warning", "warnings", "title"),
    ("allegation", "allegations", "proposition"),
)


def register():
    """The kinds of record that a passage may speak of, and the fields of each."""
    return [
        {
            "type": kind,
            "label": TARGETS[kind]._meta.verbose_name,
            "path": f"/api/v1/{noun}/",
            "page": f"/{noun}/{{id}}/",
            "title": title,
            "named": reverse("actor-named") if kind == "actor" else "",
            "fields": [
                {"name": name, "label": label, "how": how(TARGETS[kind], name)}
                for name, label in TARGETS[kind].passage_fields.items()
            ],
        }
        for kind, noun, title in KINDS
    ]


def how(model, name):
    """How a stated value can be put to a field: `value`, `date`, `casualties`, or not from here."""
    if model is Incident and name == "date":
        return "date"
    if model is Incident and name in CASUALTY_KINDS:
        return "casualties"
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    plain = isinstance(field, (CharField, TextField)) and not field.choices
    return "value" if plain and field.editable else ""


def person(user):
    """How the layer describes a person, or None for somebody who is not signed in."""
    if not user.is_authenticated:
        return None
    name = user.get_full_name()
    return {"id": user.pk, "username": user.username, "name": name, "initials": user.initials}


def urls(article, version):
    return {
        "layer": f"/api/v1/articles/{article.pk}/versions/{version.number}/annotations/",
        "annotations": reverse("annotation-list"),
        "comments": reverse("comment-list"),
        "links": reverse("link-list"),
        "relations": reverse("actor-relation-told"),
    }


def codes_of(project, version):
    """Codes of the project's codebook, offered; and those only used in this text, shown."""
    offered = Codebook.objects.default_for(project)
    used = Q(annotations__article_version=version) | Q(
        children__annotations__article_version=version
    )
    rows = Code.objects.filter(Q(codebook=offered) | used).distinct().order_by("sort", "id")
    return [code_row(code, offered) for code in rows]


def code_row(code, offered):
    return {
        "id": code.pk,
        "label": code.label,
        "parent": code.parent_id,
        "definition": code.definition,
        "colour": code.colour,
        "is_codable": code.is_codable,
        "key": code.key,
        "sort": code.sort,
        "offered": offered is not None and code.codebook_id == offered.pk,
    }
