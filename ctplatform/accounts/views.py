"""Pages about users and projects. They call services, and show rows by `visible_to`."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Count, OuterRef, Subquery
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ctplatform.accounts import services
from ctplatform.accounts.forms import (
    InvitationForm,
    NewProjectForm,
    OwnPasswordForm,
    ProfileForm,
    SettingsForm,
    SignInForm,
    TokenForm,
)
from ctplatform.accounts.invitations.models import Invitation
from ctplatform.accounts.models import (
    Membership,
    Project,
    ProjectEvent,
    ReviewPolicy,
    Role,
    Token,
)
from ctplatform.accounts.roles import has_role
from ctplatform.accounts.sign_in.session_models import Session
from ctplatform.accounts.sign_in.tokens import create_token as make_token
from ctplatform.accounts.sign_in.tokens import revoke_token as end_token
from ctplatform.demo.people import sign_ins_file
from ctplatform.domain_errors import Conflict, StaleVersion

MOST_INVITATIONS = 100  # shown on the settings page


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
    tokens = Token.objects.visible_to(user).prefetch_related("projects").order_by("-created")
    blank = {
        "form": ProfileForm(initial={"name": user.name, "shortcuts": user.shortcuts}),
        "token_form": TokenForm(request=request, auto_id="token_%s"),
        "tokens": tokens,
        "sessions": _sessions(request),
    }
    return render(request, "accounts/account.html", blank | context)


def _sessions(request):
    """The user's own sessions; `is_this` is set on the current one."""
    found = list(Session.objects.visible_to(request.user).unexpired().order_by("-last_used"))
    for row in found:
        row.is_this = row.session_key == request.session.session_key
    return sorted(found, key=lambda row: not row.is_this)


@login_required
@require_POST
def end_sessions(request):
    """End the session `session`, or all other sessions if it is "others"."""
    wanted = request.POST.get("session", "")
    chosen = [
        row
        for row in _sessions(request)
        if row.public_id == wanted or (wanted == "others" and not row.is_this)
    ]
    Session.objects.filter(pk__in=[row.pk for row in chosen if not row.is_this]).delete()
    if any(row.is_this for row in chosen):
        logout(request)
        return redirect("sign-in")
    messages.success(request, _("Ended. The user of that session has to sign in again."))
    return redirect("account")


class SignInView(LoginView):
    authentication_form = SignInForm

    def get_context_data(self, **context):
        return super().get_context_data(demo_sign_ins=sign_ins_file(), **context)

    def form_invalid(self, form):
        """Answer 400 for an invalid field, but not for a wrong password."""
        answer = super().form_invalid(form)
        if set(form.errors) - {NON_FIELD_ERRORS}:
            answer.status_code = 400
        return answer


class PasswordView(PasswordChangeView):
    template_name = "accounts/password.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("account")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form):
        answer = super().form_valid(form)
        messages.success(
            self.request,
            _("Your password is changed. Your other sessions and all your tokens have ended."),
        )
        return answer


@login_required
@require_POST
def create_token(request):
    """Show the key on this page only, without a redirect, because it is not stored."""
    form = TokenForm(request.POST, request=request, auto_id="token_%s")
    if not form.is_valid():
        return _account_page(request, token_form=form)
    days = timedelta(days=form.cleaned_data["days"])
    _token, key = make_token(
        by=request.user,
        name=form.cleaned_data["name"],
        expires=timezone.now() + days,
        scopes=form.cleaned_data["scopes"],
        projects=form.cleaned_data["projects"] or None,
    )
    return _account_page(request, key=key)


@login_required
@require_POST
def revoke_token(request, pk):
    token = get_object_or_404(Token.objects.visible_to(request.user), pk=pk)
    end_token(token, by=request.user)
    messages.success(request, _("The token “%(name)s” no longer works.") % {"name": token.name})
    return redirect("account")


@require_safe
def projects(request):
    """Choose a project: the user's own projects first, then others that they may read."""
    own = Membership.objects.filter(project=OuterRef("pk"), user=request.user.pk)
    shown = Project.objects.visible_to(request.user).annotate(
        my_role=Subquery(own.values("role")[:1]), member_count=Count("memberships")
    )
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}) and "?" not in wanted
    rows = sorted(shown.order_by("title"), key=lambda project: project.my_role is None)
    for row in rows:
        row.role_words = Role(row.my_role).label if row.my_role else ""
    invitations = Invitation.objects.addressed_to(request.user).order_by("-created")
    context = {
        "rows": rows,
        "next": wanted if safe else "/",
        "project": None,
        "invitations": invitations.select_related("project", "created_by"),
    }
    return render(request, "accounts/projects.html", context)


@login_required
def new_project(request):
    form = NewProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        project = services.start_project(by=request.user, **form.cleaned_data)
        messages.success(request, _("The project is yours. Add its first text."))
        return redirect(f"/?project={project.slug}")
    return render(request, "accounts/project_new.html", {"form": form, "project": None})


def project_settings(request, slug):
    project = visible_project(request, slug)

    def opened(data=None):
        return SettingsForm(data, instance=visible_project(request, slug))

    form = opened(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            changed = services.change_project(
                project, form.changed(form.values()), by=request.user, expected_version=version
            )
        except StaleVersion:
            changed_meanwhile = form.over(opened())
            return settings_page(
                request, project, form=changed_meanwhile.form, changed_meanwhile=changed_meanwhile
            )
        messages.success(request, _saved_words(changed, form))
        return redirect("project-settings", slug)
    return settings_page(request, project, form=form)


def _saved_words(project, form):
    """Say if the policy "open" was requested but does not apply yet."""
    if form.cleaned_data["review_policy"] == project.review_policy:
        return _("Saved.")
    return _("Saved. The policy “open” waits until another owner or a reviewer agrees to it.")


def visible_project(request, slug):
    return get_object_or_404(Project.objects.visible_to(request.user), slug=slug)


def settings_page(request, project, **context):
    members = Membership.objects.visible_to(request.user).filter(project=project)
    events = ProjectEvent.objects.visible_to(request.user).filter(project=project)
    may_change = has_role(request.user, project, Role.OWNER)
    blank = {
        "project": project,
        "invitation_form": InvitationForm(auto_id="invitation_%s"),
        "invitations": _invitations(request, project),
        "members": members.select_related("user").order_by("user__username"),
        "events": events.select_related("by")[:20],
        "roles": Role.choices,
        "may_change": may_change,
        "may_see_audit": has_role(request.user, project, Role.EDITOR),
        "may_answer": has_role(request.user, project, Role.REVIEWER),
        "is_unreviewed": services.works_without_review(project),
        "others_review": may_change and services.others_who_review(project, request.user).exists(),
    }
    return render(request, "accounts/project_settings.html", blank | context)


def _invitations(request, project):
    """Open and recently declined invitations, for owners of the project."""
    if not has_role(request.user, project, Role.OWNER):
        return ()
    states = (Invitation.State.OPEN, Invitation.State.DECLINED)
    rows = Invitation.objects.visible_to(request.user).filter(project=project, state__in=states)
    return rows.select_related("created_by").order_by("-created")[:MOST_INVITATIONS]


@login_required
@require_POST
def answer_open_request(request, slug):
    """Agree to the policy "open" that an owner requested, or refuse it."""
    project, agrees = visible_project(request, slug), "agree" in request.POST
    try:
        version = int(request.POST.get("version", ""))
        services.answer_open_request(
            project, by=request.user, agrees=agrees, expected_version=version
        )
    except (ValueError, StaleVersion):
        messages.error(request, _("The settings have changed since you opened them: read again."))
    except Conflict as conflict:
        messages.error(request, str(conflict))
    else:
        messages.success(request, _("Saved."))
    return redirect("project-settings", slug)


@login_required
@require_POST
def turn_on_four_eyes(request, slug):
    """Turn on review: from now on changes of published records await a second person."""
    values = {"review_policy": ReviewPolicy.FOUR_EYES}
    services.change_project(visible_project(request, slug), values, by=request.user)
    messages.success(
        request, _("From now on a second person reads every change of a published record.")
    )
    return redirect("project-settings", slug)
