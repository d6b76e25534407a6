"""The form that adds a text, and the one that changes what is said about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from annotations.extraction import MAX_FILE
from annotations.forms import LANGUAGES, AboutForm, NewArticleForm, about, blame, too_large
from annotations.models import Article, ArticleVersion
from annotations.services import articles as services
from annotations.texts import UnreadableText, fingerprint, normalise
from annotations.views.languages import language_name
from ctplatform.accounts.choosing import with_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.markings.services import may_name
from ctplatform.rest.problems import PreconditionFailed
from incidents.models import Source
from incidents.services import create_source

MOST = MAX_FILE + 1024 * 1024  # bytes of a whole form; the fields beside the file are small
DRAINED = 128 * 1024 * 1024  # bytes; a browser shows an answer only after it has sent everything


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
    form = NewArticleForm({})
    form.full_clean()
    form.errors.clear()
    form.add_error("text", too_large(size))
    return _form_page(request, project, form, status=413)


@csrf_protect
def _add_article(request, project):
    form = NewArticleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and not _is_here(form, project, request.user):
        try:
            article = _store(form.cleaned_data, project, request.user)
        except ValidationError as error:
            blame(form, error)
        else:
            messages.success(request, _("Added. Select a passage to mark it."))
            return redirect("article", article.pk)
    return _form_page(request, project, form)


def _is_here(form, project, user):
    """Refuse a pasted text that the project already has, naming it; True if so."""
    try:
        text, _log = normalise(form.cleaned_data["text"])
    except UnreadableText:
        return False  # the service says what is wrong with it
    same = ArticleVersion.objects.visible_to(user).filter(
        article__project=project, sha256=fingerprint(text)
    )
    if found := same.select_related("article").defer("text", "segments").first():
        words = _("This text is already here: {link}, version {number}.")
        link = format_html('<a href="/articles/{}/">{}</a>', found.article_id, found.article.title)
        form.add_error("text", format_html(words, link=link, number=found.number))
    return found is not None


def _store(values, project, user):
    text, file = values.pop("text"), values.pop("file")
    values["source"] = _source(values["source"], project, user)
    if file:
        return services.add_article_from_file(
            by=user, project=project, name=file.name, data=file.read(), **values
        )
    return services.add_article(by=user, project=project, text=text, **values)


def _source(name, project, user):
    """The project's source of that name, else a new one; None for no name."""
    name = " ".join(name.split())
    if not name:
        return None
    found = Source.objects.visible_to(user).filter(project=project, name__iexact=name).first()
    return found or create_source(by=user, project=project, name=name)


@login_required
def change_article(request, pk):
    articles = Article.objects.seen_row(pk, request.user).without_text()
    article = get_object_or_404(articles.select_related("project", "source"))
    if not services.may_change_article(article, request.user):
        raise PermissionDenied(_("Whoever added a text describes it, or an editor."))
    form = AboutForm(request.POST or None, initial=about(article))
    moved = False
    if request.method == "POST" and form.is_valid():
        try:
            return _change(request, article, form)
        except PreconditionFailed:
            moved = True
        except ValidationError as error:
            blame(form, error)
    context = {"article": article, "moved": moved, "may_name": may_name(article, request.user)}
    return _form_page(request, article.project, form, **context)


def _change(request, article, form):
    values = form.cleaned_data
    values["source"] = _source(values["source"], article.project, request.user)
    values["title"] = values["title"] or article.title
    version = request.POST.get("version", "")
    services.change_article(
        article,
        values,
        by=request.user,
        expected_version=int(version) if version.isdigit() else -1,
    )
    messages.success(request, _("Saved."))
    return redirect("article", article.pk)


def _form_page(request, project, form, status=200, **context):
    sources = Source.objects.visible_to(request.user).filter(project=project).order_by("name")
    lists = {
        "sources": sources.values_list("name", flat=True)[:500],
        "languages": [(code, language_name(code)) for code in LANGUAGES],
    }
    context = {"project": project, "form": form} | lists | context
    return render(request, "annotations/article_form.html", context, status=status)
