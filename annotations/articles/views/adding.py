"""The form that adds a text, and the one that changes its metadata."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from annotations.articles.extraction.normalisation import fingerprint
from annotations.articles.extraction.text_reader import MAX_FILE
from annotations.articles.forms import (
    AboutForm,
    NewArticleForm,
    add_form_errors,
    article_values,
    too_large,
)
from annotations.articles.language_names import language_name
from annotations.articles.models.articles import Article, ArticleVersion
from annotations.articles.services import articles as services
from annotations.articles.views.uploaded_text import Given
from annotations.articles.vocabulary import LANGUAGES
from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.domain_errors import StaleVersion
from ctplatform.markings.services import may_name
from ctplatform.rest.requests.middleware import refuse_nul
from incidents.models import Source
from incidents.services import create_source

MOST = MAX_FILE + 1024 * 1024  # bytes of a whole form; the other fields are small
DRAINED = 128 * 1024 * 1024  # bytes; a browser shows a response only after sending everything


@csrf_exempt  # checked below, after the size: the check itself would read the whole body
@login_required
@with_project
def add_article(request, project):
    require_role(request.user, project, Role.ANNOTATOR)
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if request.method == "POST" and size > MOST:
        return _refuse_size(request, project, size)
    return _add_article(request, project)


def _refuse_size(request, project, size):
    taken = 0
    while taken < DRAINED and (chunk := request.read(1024 * 1024)):
        taken += len(chunk)
    form = NewArticleForm({}, project=project)
    form.full_clean()
    form.errors.clear()
    form.add_error("text", too_large(size))
    return _form_page(request, project, form, status=413)


@csrf_protect
def _add_article(request, project):
    refuse_nul(request.POST)
    form = NewArticleForm(request.POST or None, request.FILES or None, project=project)
    context = {}
    if request.method == "POST" and form.is_valid():
        given = Given(form)
        if "preview" in request.POST:
            context = {"preview": given.preview()}
        elif (found := given.read_or_blame()) is None:
            context = {"preview": given.preview_of_suggestion()}
        elif given.file or not _is_here(form, found.text, project, request.user):
            try:
                article = _store(given, found, project, request.user)
            except ValidationError as error:
                add_form_errors(form, error)
            else:
                return _added(request, article, found)
    return _form_page(request, project, form, **context)


@csrf_exempt  # checked below, after the size
@login_required
@with_project
def preview_article(request, project):
    """How the file of the form would be read, as an HTML fragment; nothing is stored."""
    require_role(request.user, project, Role.ANNOTATOR)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST:
        return HttpResponse(status=413)
    return _preview_article(request, project)


@csrf_protect
@require_POST
def _preview_article(request, project):
    refuse_nul(request.POST)
    form = NewArticleForm(request.POST, request.FILES, project=project)
    form.is_valid()
    values = form.cleaned_data
    preview = (
        Given(form).preview() if values.get("file") or values.get("text", "").strip() else None
    )
    return render(request, "annotations/articles/preview.html", {"preview": preview})


def _added(request, article, found):
    messages.success(request, _("Added. Select a passage to annotate it."))
    for warning in found.warnings:
        messages.warning(request, warning)
    return redirect("article", article.pk)


def _is_here(form, text, project, user):
    """Add an error for a pasted text that the project already has; return whether it has."""
    same = ArticleVersion.objects.visible_to(user).filter(
        article__project=project, sha256=fingerprint(text)
    )
    same = same.select_related("article").defer("text", "segments", "notes")
    if found := same.first():
        words = _("This text is already here: {link}, version {number}.")
        link = format_html('<a href="/articles/{}/">{}</a>', found.article_id, found.article.title)
        form.add_error("text", format_html(words, link=link, number=found.number))
    return found is not None


def _store(given, found, project, user):
    values = given.about()
    for name in ("source", "repeats"):
        values[name] = _source(values[name], project, user)
    if given.file:
        return services.store_file(
            found, by=user, project=project, name=given.file.name, data=given.data, **values
        )
    raw = given.text.encode()
    return services.store_article(
        found, by=user, project=project, raw=raw, capture="paste", **values
    )


def _source(name, project, user):
    """The project's source with that name, or a new one; None for an empty name."""
    name = " ".join(name.split())
    if not name:
        return None
    found = Source.objects.visible_to(user).filter(project=project, name__iexact=name).first()
    return found or create_source(by=user, project=project, name=name)


@login_required
def change_article(request, pk):
    articles = Article.objects.get_visible_row(pk, request.user).without_text()
    article = get_object_or_404(articles.select_related("project", "source", "repeats"))
    if not services.may_change_article(article, request.user):
        raise PermissionDenied(_("Only the user who added a text, or an editor, may describe it."))

    def opened(data=None):
        return AboutForm(data, initial=article_values(articles.get()), project=article.project)

    form, changed_meanwhile = opened(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            return _change(request, article, form)
        except StaleVersion:
            changed_meanwhile = form.over(opened())
            form = changed_meanwhile.form
        except ValidationError as error:
            add_form_errors(form, error)
    context = {
        "article": article,
        "changed_meanwhile": changed_meanwhile,
        "may_name": may_name(article, request.user),
    }
    return _form_page(request, article.project, form, **context)


def _change(request, article, form):
    values, version = form.changed(form.cleaned_data), form.cleaned_data["version"]
    for name in ("source", "repeats"):
        if name in values:
            values[name] = _source(values[name], article.project, request.user)
    if "title" in values and not values["title"]:
        del values["title"]
    services.change_article(
        article, values, by=request.user, expected_version=-1 if version is None else version
    )
    messages.success(request, _("Saved."))
    return redirect("article", article.pk)


def _form_page(request, project, form, status=200, **context):
    languages = [(code, language_name(code)) for code in LANGUAGES]
    context = {"project": project, "form": form, "languages": languages} | context
    return render(request, "annotations/articles/form.html", context, status=status)
