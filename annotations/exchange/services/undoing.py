"""Undo an import of annotations as one act."""

from collections import Counter

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotations import change_hooks
from annotations.annotations.models import Annotation
from annotations.articles.models.articles import Article, ArticleVersion
from annotations.exchange.models import AnnotationImport
from annotations.exchange.services.use_of_texts import used_texts, why_codes_stay
from annotations.links.models.links import PassageLink
from annotations.relations.services import delete_with_annotations
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.domain_errors import Conflict
from ctplatform.jobs.models import Job

KEPT_CODES = {
    "published": gettext_lazy("the codebook was published"),
    "changed": gettext_lazy("the codebook was changed"),
    "used": gettext_lazy("other annotations have these codes"),
    "not_editor": gettext_lazy("only editors delete codes"),
}
"""Why codes stay, in words."""


def may_undo(source: AnnotationImport, user) -> bool:
    """Whether the user imported it and is still an annotator, or is an editor of the project."""
    least = Role.ANNOTATOR if source.created_by_id == user.pk else Role.EDITOR
    return source.undone is None and has_role(user, source.project, least)


@transaction.atomic
def undo_import(source: AnnotationImport, *, by) -> dict:
    """Delete what an import added: annotations with their links and relations, texts, codes.

    A text or a code with which somebody has worked since stays. Annotations of texts that stay can
    be restored one by one for 30 days, as other deleted annotations. Raises Conflict where a
    published field has one of the passages as its only support, or if it was undone before.

    The counts are {"annotations", "texts", "codes", "kept_texts", "kept_codes": numbers,
    "why_texts": {label of a model: texts that have such rows}, "why_codes": a key of KEPT_CODES, or
    ""}.
    """
    source = AnnotationImport.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if source.undone is not None:
        raise Conflict(_("This import was undone already."))
    if not may_undo(source, by):
        raise PermissionDenied(_("Only the user who imported it or an editor may undo it."))
    found = {"annotations": _delete_annotations(source)}
    found |= _delete_texts(source)
    found |= _delete_codes(source, by)
    source.undone, source.version = timezone.now(), source.version + 1
    source.save(update_fields=["undone", "version", "updated"])
    for job in Job.objects.filter(kind="import_annotations", result__import=str(source.pk)):
        job.result = job.result | {"undone": found}
        job.save(update_fields=["result"])
    return found


def _delete_annotations(source) -> int:
    rows = Annotation.objects.filter(imported_from=source, deleted=None)
    linked = list(rows.filter(links__deleted=None, links__isnull=False).distinct().defer("quote"))
    for annotation in linked:
        for check in change_hooks.before_deletion:
            check(annotation)
    now = timezone.now()
    links = PassageLink.objects.filter(annotation__in=linked, deleted=None)
    links.update(deleted=now, updated=now)
    delete_with_annotations(rows, now)
    number = rows.update(deleted=now, updated=now, version=F("version") + 1)
    for annotation in linked:
        annotation.deleted = now
        for react in change_hooks.when_deleted:
            react(annotation)
    return number


def _delete_texts(source) -> dict:
    """Delete the texts that it added and nobody has used since, with all that hangs on them."""
    made = source.texts.filter(made_text=True)
    articles = set(made.values_list("article_version__article", flat=True))
    used = used_texts(source, articles)
    unused = articles - used.keys()
    versions = ArticleVersion.objects.filter(article__in=unused)
    originals = [each.original for each in versions.exclude(original="").only("original")]
    Article.objects.filter(pk__in=unused).update(current_version=None)
    versions.delete()
    Article.objects.filter(pk__in=unused).delete()
    transaction.on_commit(lambda: [each.delete(save=False) for each in originals])
    why = Counter(label for labels in used.values() for label in labels)
    return {"texts": len(unused), "kept_texts": len(used), "why_texts": dict(why)}


def _delete_codes(source, by) -> dict:
    book = source.made_codebook
    if book is None:
        return {"codes": 0, "kept_codes": 0, "why_codes": ""}
    number = book.codes.count()
    why = why_codes_stay(source, book)
    if not why and not has_role(by, source.project, Role.EDITOR):
        why = "not_editor"
    if why:
        return {"codes": 0, "kept_codes": number, "why_codes": why}
    Annotation._base_manager.filter(code__codebook=book).update(code=None)
    source.made_codebook = None
    source.save(update_fields=["made_codebook"])
    book.codes.update(parent=None)
    book.delete()
    return {"codes": number, "kept_codes": 0, "why_codes": ""}


def deleted_in_words(undone: dict) -> str:
    """How much was deleted, as a sentence; "" where that is not known."""
    if not undone:
        return ""
    n = undone["annotations"], undone["texts"], undone["codes"]
    words = (
        ngettext("%d annotation", "%d annotations", n[0]) % n[0],
        ngettext("%d text", "%d texts", n[1]) % n[1],
        ngettext("%d code", "%d codes", n[2]) % n[2],
    )
    return _("Deleted: %s.") % ", ".join(words)


def kept_in_words(undone: dict) -> list[str]:
    """Why texts and codes stay, for a page: one line for each reason."""
    lines = []
    for label, number in undone.get("why_texts", {}).items():
        rows = apps.get_model(label)._meta.verbose_name_plural
        words = ngettext(
            "%(n)d text was kept because it has %(rows)s",
            "%(n)d texts were kept because they have %(rows)s",
            number,
        )
        lines.append(words % {"n": number, "rows": rows})
    if why := undone.get("why_codes"):
        number = undone["kept_codes"]
        words = ngettext("%(n)d code was kept: %(why)s", "%(n)d codes were kept: %(why)s", number)
        lines.append(words % {"n": number, "why": KEPT_CODES[why]})
    return lines
