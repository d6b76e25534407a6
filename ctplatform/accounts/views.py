"""Pages about people and projects. Thin: the verbs are services, the rule is `visible_to`."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Subquery
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ctplatform.accounts import services
from ctplatform.accounts.forms import (
    MemberForm,
    NewProjectForm,
    ProfileForm,
    SettingsForm,
    TokenForm,
)
from ctplatform.accounts.models import Membership, Project, ProjectEvent, Role, Token
from ctplatform.accounts.roles import has_role
from ctplatform.rest.problems import Conflict, PreconditionFailed


@login_required
def account(request):
    user = request.user
    form = ProfileForm(
        request.POST or None, initial={"name": user.name, "shortcuts": user.shortcuts}
    )
    if request.method == "POST" and form.is_valid():
        services.change_profile(form.cleaned_data, by=user)
        messages.success(request, _("Saved."))
        return redirect("account")
    return _account_page(request, form=form)


def _account_page(request, **context):
    user = request.user
    tokens = Token.objects.visible_to(user).order_by("-created")
    blank = {
        "form": ProfileForm(initial={"name": user.name, "shortcuts": user.shortcuts}),
        "token_form": TokenForm(auto_id="token_%s"),
        "tokens": tokens,
    }
    return render(request, "accounts/account.html", blank | context)


class PasswordView(PasswordChangeView):
    template_name = "accounts/password.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form):
        messages.success(self.request, _("Your password is changed. You stay signed in here."))
        return super().form_valid(form)


@login_required
@require_POST
def create_token(request):
    """Answer with the page itself: the key is shown this once and stored nowhere."""
    form = TokenForm(request.POST, auto_id="token_%s")
    if not form.is_valid():
        return _account_page(request, token_form=form)
    _token, key = services.create_token(by=request.user, name=form.cleaned_data["name"])
    return _account_page(request, key=key)


@login_required
@require_POST
def revoke_token(request, pk):
    token = get_object_or_404(Token.objects.visible_to(request.user), pk=pk)
    services.revoke_token(token, by=request.user)
    messages.success(request, _("The token “%(name)s” no longer works.") % {"name": token.name})
    return redirect("account")


@require_safe
def projects(request):
    """The chooser: one's own projects, then the others one may read."""
    own = Membership.objects.filter(project=OuterRef("pk"), user=request.user.pk)
    shown = Project.objects.visible_to(request.user).annotate(
        my_role=Subquery(own.values("role")[:1]), member_count=Count("memberships")
    )
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}) and "?" not in wanted
    rows = sorted(shown.order_by("title"), key=lambda project: project.my_role is None)
    for row in rows:
        row.role_words = Role(row.my_role).label if row.my_role else ""
    context = {"rows": rows, "next": wanted if safe else "/", "project": None}
    return render(request, "accounts/projects.html", context)


@login_required
def new_project(request):
    form = NewProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            project = services.create_project(by=request.user, **form.cleaned_data)
        except ValidationError as error:  # another one took the address meanwhile
            form.add_error(None, error)
        else:
            messages.success(request, _("The project is yours. Add its first text."))
            return redirect(f"/?project={project.slug}")
    return render(request, "accounts/project_new.html", {"form": form, "project": None})


def project_settings(request, slug):
    project = _visible_project(request, slug)
    form = SettingsForm(request.POST or None, instance=_visible_project(request, slug))
    if request.method != "POST":
        form.initial["version"] = project.version
    elif form.is_valid():
        try:
            version = form.cleaned_data["version"]
            services.change_project(
                project, form.values(), by=request.user, expected_version=version
            )
        except PreconditionFailed:
            return _settings_page(request, project, form=form, moved=True)
        messages.success(request, _("Saved."))
        return redirect("project-settings", slug)
    return _settings_page(request, project, form=form)


def _visible_project(request, slug):
    return get_object_or_404(Project.objects.visible_to(request.user), slug=slug)


def _settings_page(request, project, **context):
    members = Membership.objects.visible_to(request.user).filter(project=project)
    events = ProjectEvent.objects.visible_to(request.user).filter(project=project)
    blank = {
        "project": project,
        "member_form": MemberForm(auto_id="member_%s"),
        "members": members.select_related("user").order_by("user__username"),
        "events": events.select_related("by")[:20],
        "roles": Role.choices,
        "may_change": has_role(request.user, project, Role.OWNER),
    }
    return render(request, "accounts/project_settings.html", blank | context)


@login_required
@require_POST
def set_member(request, slug):
    project = _visible_project(request, slug)
    form = MemberForm(request.POST, auto_id="member_%s")
    if form.is_valid():
        try:
            user, role = form.cleaned_data["user"], form.cleaned_data["role"]
            services.set_member(project, user, role, by=request.user)
        except Conflict as conflict:
            form.add_error("role", str(conflict.detail))
        else:
            messages.success(request, _("Members changed."))
            return redirect("project-settings", slug)
    settings_form = SettingsForm(instance=project, initial={"version": project.version})
    return _settings_page(request, project, form=settings_form, member_form=form)


@login_required
@require_POST
def remove_member(request, slug):
    project = _visible_project(request, slug)
    members = Membership.objects.visible_to(request.user).filter(project=project)
    member = get_object_or_404(members, user__username=request.POST.get("username", ""))
    try:
        services.remove_member(member, by=request.user)
    except Conflict as conflict:
        messages.error(request, str(conflict.detail))
    else:
        messages.success(request, _("Members changed."))
    if Project.objects.visible_to(request.user).filter(pk=project.pk).exists():
        return redirect("project-settings", slug)
    return redirect("projects")
