"""The configuration of the reading page's modules, as one JSON block that the CSP allows."""

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Q, TextField
from django.urls import reverse

from annotations.codebooks.code_keys import keys_of
from annotations.codebooks.models import Code, Codebook
from annotations.links.models.child_rows import NAMED_ROWS, PASSAGE_ROWS
from annotations.links.models.links import TARGETS
from annotations.reading.page_words import words
from ctplatform.accounts.roles import role_of
from ctplatform.curation.registry import kind_of
from ctplatform.record_types.registry import record_types, row_types
from incidents.models import Incident
from incidents.records.models import text_date
from incidents.vocabularies import CASUALTY_KINDS


def config_of(article, version, user):
    """The page's data: ids, permissions, URLs, codes, words."""
    role = role_of(user, article.project)
    rank = role.rank if role else -1
    return {
        "article": article.pk,
        "title": article.title,
        "published": article.published if text_date(article.published) else "",
        "project": article.project.slug,
        "version": {"id": version.pk, "number": version.number, "length": version.length},
        "user": person(user),
        "may_write": rank >= type(role).ANNOTATOR.rank if role else False,
        "may_edit_all": rank >= type(role).EDITOR.rank if role else False,
        "shortcuts": getattr(user, "shortcuts", True),
        "urls": urls(article, version),
        "codes": codes_of(article.project, version),
        "register": register(),
        "rows": list(NAMED_ROWS),
        "reliability": getattr(article.source, "reliability", None) or "",
        "words": words(),
    }


def register():
    """The types of records that a passage can be linked to, with their fields."""
    targets = [each for each in record_types() if each.key in TARGETS]
    return [
        {
            "type": each.key,
            "label": each.model._meta.verbose_name,
            "path": f"/api/v1/{each.noun}/",
            "page": each.address_of("{id}"),
            "title": kind_of(each.model).title,
            "named": reverse("actor-named") if each.key == "actor" else "",
            "fields": [
                {"name": name, "label": label, "how": how(each.model, name)}
                for name, label in each.model.passage_fields.items()
            ],
            "adds": additions(each),
        }
        for each in targets
    ]


def additions(record_type):
    """The forms that add rows to a type of record, for rows that passages can be about."""
    return [
        {"label": each.add, "path": f"/{record_type.noun}/{{id}}/{each.page_noun}/new/"}
        for each in row_types()
        if each.form
        and each.model in PASSAGE_ROWS
        and kind_of(each.model).root.model is record_type.model
    ]


def how(model, name):
    """How a stated value can be put into a field: `value`, `date`, `casualties`, or not ("")."""
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
    """A user as the layer describes one, or None for anonymous."""
    if not user.is_authenticated:
        return None
    name = user.get_full_name()
    return {"id": user.pk, "username": user.username, "name": name, "initials": user.initials}


def urls(article, version):
    return {
        "layer": f"/api/v1/articles/{article.pk}/versions/{version.number}/annotations/",
        "annotations": reverse("annotation-list"),
        "comments": reverse("comment-list"),
        "relations": reverse("annotation-relation-list"),
        "links": reverse("link-list"),
        "positions": reverse("reading-position-list"),
        "rows": reverse("link-rows"),
        "suggested": reverse("link-suggested"),
    }


def codes_of(project, version):
    """The codes of the project's codebook, to be offered, and others that are used in this text."""
    offered = Codebook.objects.default_for(project)
    used = Q(annotations__article_version=version) | Q(
        children__annotations__article_version=version
    )
    rows = Code.objects.filter(Q(codebook=offered) | used).distinct().order_by("sort", "id")
    keys = keys_of(code for code in rows if offered is not None and code.codebook_id == offered.pk)
    return [code_row(code, keys) for code in rows]


def code_row(code, keys):
    return {
        "id": code.pk,
        "slug": code.slug,
        "label": code.label,
        "parent": code.parent_id,
        "definition": code.definition,
        "colour": code.colour,
        "is_codable": code.is_codable,
        "key": keys.get(code.pk, ""),
        "sort": code.sort,
        "offered": code.pk in keys,
    }
