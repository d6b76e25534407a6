"""Write annotations that a client states as Web Annotations: passage, code and links at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotations.annotations import services
from annotations.annotations.models import Annotation
from annotations.articles.models.articles import Article, ArticleVersion
from annotations.codebooks.models import Code
from annotations.exchange.documents import TextAnnotation
from annotations.exchange.files.quotes import (
    PositionUncertain,
    QuoteAmbiguous,
    QuoteFinder,
    QuoteNotFound,
)
from annotations.exchange.services.choices import ImportChoices
from annotations.exchange.services.code_matching import CodeMatcher
from annotations.exchange.services.quoted_texts import VERSION_ADDRESS
from annotations.exchange.services.stated_links import StatedLinks
from ctplatform.record_types.ids import UUID

ARTICLE_ADDRESS = re.compile(rf"(?:https?://[^/]+)?(?:/api/v1)?/articles/({UUID})/?")
CODE_ADDRESS = re.compile(rf"(?:https?://[^/]+)?/api/v1/codes/({UUID})/")


@dataclass(frozen=True)
class PlacedAnnotation:
    """What a client states, with the text and the code that are meant here."""

    version: ArticleVersion
    stated: TextAnnotation
    start: int
    end: int
    quote: str
    code: Code | None

    @property
    def values(self) -> dict[str, Any]:
        """The values of the annotation, as the services take them."""
        return {
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "code": self.code,
            "note": self.stated.note,
            "certainty": self.stated.certainty,
            "attributes": attributes_of(self.stated),
        }


def place(stated: TextAnnotation, address: str, code: str, *, by) -> PlacedAnnotation:
    """Find the text, the passage and the code. ValidationError names `target` or `body`.

    `address` is that of the text, `code` that of the code, "" if it is named by its labels alone.
    """
    version, is_same_text = _text_at(address, by)
    start, end, quote = _passage(stated.quoted[0], version.text, is_same_text)
    found = _code(stated, code, version.article.project, by)
    return PlacedAnnotation(version, stated, start, end, quote, found)


def attributes_of(stated: TextAnnotation) -> dict[str, Any]:
    """The attributes of an annotation, without the addresses of its codes here."""
    found = dict(stated.attributes)
    others = [each for each in found.pop("classified_as", ()) if not CODE_ADDRESS.fullmatch(each)]
    return found | ({"classified_as": others} if others else {})


@transaction.atomic
def annotate_as_stated(placed: PlacedAnnotation, *, by) -> Annotation:
    """Store an annotation with its links. ValidationError names `body` where one cannot be made."""
    annotation = services.annotate(by=by, article_version=placed.version, **placed.values)
    links = StatedLinks(placed.version.article.project, by)
    links.store([(placed.stated, annotation)])
    if links.skipped:
        words = _(
            "A link names a record that is not here, or a stance or a field that does not exist."
        )
        raise ValidationError({"body": words})
    return annotation


def _text_at(address, by):
    """(the text with an address, whether the address names this very text)."""
    rows = ArticleVersion.objects.visible_to(by).select_related("article__project")
    if match := VERSION_ADDRESS.fullmatch(address):
        found = rows.filter(article=match[1], number=match[2]).first()
    elif match := ARTICLE_ADDRESS.fullmatch(address):
        found = rows.filter(article=match[1]).order_by("-number").first()
    else:
        found, match = _text_of_page(address, rows, by), None
    if found is None:
        raise ValidationError({"target": _("No text here has the address %s.") % address})
    return found, bool(match)


def _text_of_page(address, rows, by):
    seen = Article.objects.visible_to(by).filter(url=address).order_by("pk")
    pages = list(seen.values_list("current_version", flat=True)[:2])
    if len(pages) > 1:
        words = _("Several texts have the address %s: name one by its address here.")
        raise ValidationError({"target": words % address})
    return rows.filter(pk__in=pages).first()


def _passage(quoted, text, is_same_text):
    """(start, end, quote); where both words and position are stated, they must agree."""
    is_exact = is_same_text and quoted.exact and quoted.in_code_points and not quoted.part
    if is_exact and quoted.end is not None:
        return quoted.start, quoted.end, quoted.exact
    try:
        start, end = QuoteFinder(text, is_same_text).find(quoted)
    except QuoteNotFound as error:
        raise ValidationError({"target": _("The passage is not in the text.")}) from error
    except QuoteAmbiguous as error:
        words = _("The words are in the text more than once: state their position.")
        raise ValidationError({"target": words}) from error
    except PositionUncertain as error:
        words = _("State the words of the passage: the position may count in another text.")
        raise ValidationError({"target": words}) from error
    return start, end, text[start:end]


def _code(stated: TextAnnotation, address, project, by):
    """The code that is meant: by its address here, else by its path or name in the codebook."""
    if not stated.code:
        return None
    if match := CODE_ADDRESS.fullmatch(address):
        found = Code.objects.visible_to(by).filter(pk=match[1]).select_related("codebook").first()
    else:
        found = _code_of_path(stated.code, project, by)
    if found is None:
        words = _("The codebook of this project does not have the code “%s”.")
        raise ValidationError({"body": words % "/".join(stated.code)[:100]})
    return found


def _code_of_path(path, project, by):
    known: Mapping = CodeMatcher(project, ImportChoices(), (), "", by=by).known
    by_label = known.get(tuple(name.casefold() for name in path))
    by_slug = (each for each in known.values() if len(path) == 1 and each.slug == path[0])
    return by_label or next(by_slug, None)
