"""Pages of webhooks: those of a project, one with its deliveries, and the acts on it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ctplatform.accounts.current_project.context import set_page_project
from ctplatform.accounts.models import Project, Role
from ctplatform.accounts.roles import require_role
from ctplatform.domain_errors import Conflict
from ctplatform.webhooks import services
from ctplatform.webhooks.forms import WebhookForm
from ctplatform.webhooks.models import Delivery, Webhook

PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def webhook_list(request, slug):
    """The webhooks of a project, and the form for a new one; its secret is shown this once."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    set_page_project(request, project)
    require_role(request.user, project, Role.EDITOR)
    form = WebhookForm(request.POST if request.method == "POST" else None, is_new=True)
    if form.is_valid():
        made = _tried(form, services.create_webhook, project, by=request.user, **form.cleaned_data)
        if made:
            return _page(request, made[0], secret=made[1], status=201)
    rows = Webhook.objects.visible_to(request.user).filter(project=project)
    context = {"project": project, "form": form, "webhooks": rows.select_related("created_by")}
    status = 400 if form.errors else 200
    return render(request, "webhooks/list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def webhook_page(request, pk):
    """One webhook: its form and the log of its deliveries."""
    webhook = _found(request, pk)
    if request.method != "POST":
        return _page(request, webhook)
    form = WebhookForm(request.POST)
    if form.is_valid() and _tried(
        form, services.change_webhook, webhook, form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Saved."))
        return redirect(webhook)
    return _page(request, webhook, form=form, status=400)


def _page(request, webhook, *, form=None, secret="", status=200):
    set_page_project(request, webhook.project)
    initial = {name: getattr(webhook, name) for name in ("address", "kinds", "is_active")}
    rows = Delivery.objects.visible_to(request.user).filter(webhook=webhook)
    context = {
        "project": webhook.project,
        "webhook": webhook,
        "secret": secret,
        "form": form or WebhookForm(initial=initial),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
    }
    answer = render(request, "webhooks/page.html", context, status=status)
    if secret:
        answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@login_required
def renew_secret(request, pk):
    """Show a new secret, this once."""
    webhook, secret = services.renew_secret(_found(request, pk), by=request.user)
    return _page(request, webhook, secret=secret)


@require_POST
@login_required
def delete_webhook(request, pk):
    webhook = _found(request, pk)
    services.delete_webhook(webhook, by=request.user)
    messages.success(request, _("Deleted."))
    return redirect("webhooks", webhook.project.slug)


@require_POST
@login_required
def send_again(request, pk, delivery):
    """Try a delivery that was given up once more."""
    webhook = _found(request, pk)
    rows = Delivery.objects.visible_to(request.user).filter(webhook=webhook)
    try:
        services.send_again(get_object_or_404(rows, pk=delivery), by=request.user)
    except Conflict as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("It is sent again in a few seconds."))
    return redirect(webhook)


def _found(request, pk):
    rows = Webhook.objects.visible_to(request.user).select_related("project", "created_by")
    return get_object_or_404(rows, pk=pk)


def _tried(form, act, *arguments, **named):
    """What the service returns; None where it refuses, which becomes an error of the form."""
    try:
        return act(*arguments, **named)
    except ValidationError as error:
        form.add_error(None, error)
    except Conflict as error:
        form.add_error(None, str(error))
    return None
