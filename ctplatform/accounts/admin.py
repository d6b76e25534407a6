"""Users and projects in the admin; settings and members are written by the services."""

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts import services
from ctplatform.accounts.invitations.models import Invitation
from ctplatform.accounts.models import Membership, Project, ProjectEvent, Token, User
from ctplatform.accounts.sign_in import tokens
from ctplatform.accounts.visible_admin import VisibleChoices
from ctplatform.domain_errors import Conflict
from ctplatform.web.brief_lists import BriefList

admin.site.site_title = admin.site.site_header = "ctplatform"
admin.site.index_title = _("Administration")
# The navigation sidebar takes a third of the page and squeezes lists to one word per line.
admin.site.enable_nav_sidebar = False
# Roles are per project, in memberships; Django's groups would be a second, unused system.
admin.site.unregister(Group)


class NewPersonForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "name", "email")


@admin.register(User)
class PersonAdmin(BriefList, VisibleChoices, UserAdmin):
    add_form = NewPersonForm
    list_display = ("username", "name", "email", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("username", "name", "email")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("name", "email", "shortcuts")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser", "user_permissions")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("username", "name", "email", "usable_password", "password1", "password2")},
        ),
    )
    readonly_fields = ("last_login", "date_joined")

    def has_delete_permission(self, request, obj=None):
        """Users are deactivated, not deleted, because the history refers to them."""
        return False


class MembershipInline(VisibleChoices, admin.TabularInline):
    model = Membership
    fields = ("user", "role")
    autocomplete_fields = ("user",)
    extra = 0

    def has_add_permission(self, request, obj=None):
        """Only site administrators add members here; owners invite on the settings page."""
        return request.user.is_superuser and super().has_add_permission(request, obj)


class InvitationInline(VisibleChoices, admin.TabularInline):
    """The invitations of a project, read-only; owners invite and withdraw on the settings page."""

    model = Invitation
    fields = readonly_fields = ("invited", "role", "state", "created_by", "created", "answered")
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class EventInline(VisibleChoices, admin.TabularInline):
    """Changes of the project's settings and members, and who made them; read-only."""

    model = ProjectEvent
    fields = readonly_fields = ("at", "by", "changes")
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Project)
class ProjectAdmin(BriefList, VisibleChoices, admin.ModelAdmin):
    """Settings and members; each change is recorded, and projects cannot be deleted."""

    list_display = ("title", "slug", "visibility", "review_policy", "updated")
    list_filter = ("visibility", "review_policy")
    search_fields = ("title", "slug")
    fields = ("title", "slug", "description", "visibility", "review_policy", "blind_judgements")
    inlines = (MembershipInline, InvitationInline, EventInline)

    def get_readonly_fields(self, request, obj=None):
        """Only superusers choose an address: an address that is taken reveals a hidden project."""
        return () if obj is None and request.user.is_superuser else ("slug",)

    def get_search_fields(self, request):
        """Search by members too, for superusers, who see the members of every project."""
        members = ("memberships__user__username",) if request.user.is_superuser else ()
        return (*self.search_fields, *members)

    def has_delete_permission(self, request, obj=None):
        return False

    def view_on_site(self, obj):
        return f"/projects/{obj.slug}/settings"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Conflict as error:  # the last owner cannot be removed
            messages.error(request, str(error))
            return redirect(request.path)

    def save_model(self, request, obj, form, change):
        if change:
            changed = services.change_project(obj, form.cleaned_data, by=request.user)
            if changed.open_requested_by_id and changed.review_policy != obj.review_policy:
                text = _("The policy “open” waits until an owner or a reviewer agrees to it.")
                messages.warning(request, text)
        else:
            make = services.create_project
            if not request.user.is_superuser:
                make = services.start_project
            obj.pk = make(by=request.user, **form.cleaned_data).pk

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        for member in formset.deleted_objects:
            services.remove_member(member, by=request.user)
        changed = [member for member, _fields in formset.changed_objects]
        for member in [*formset.new_objects, *changed]:
            services.set_member(form.instance, member.user, member.role, by=request.user)


@admin.register(Token)
class TokenAdmin(BriefList, VisibleChoices, admin.ModelAdmin):
    """API tokens: their user, scopes, projects, expiry and last use. Deleting one revokes it.

    Users create tokens themselves, because the key is shown only once.
    """

    list_display = ("name", "user", "scope_names", "is_limited", "created", "expires", "last_used")
    list_filter = ("is_limited",)
    list_select_related = ("user",)
    search_fields = ("name", "user__username", "user__name")
    fields = readonly_fields = (
        "name",
        "user",
        "scope_names",
        "is_limited",
        "projects",
        "created",
        "expires",
        "last_used",
    )
    ordering = ("-created",)

    def get_queryset(self, request):
        """The user's own tokens; all tokens for superusers."""
        if request.user.is_superuser:
            return Token.objects.all()
        return super().get_queryset(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def delete_model(self, request, obj):
        tokens.revoke_token(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for token in queryset:
            tokens.revoke_token(token, by=request.user)


admin.site.unregister([AccessAttempt, AccessFailureLog, AccessLog])


@admin.register(AccessAttempt)
class AttemptAdmin(BriefList, AccessAttemptAdmin):
    """User names and addresses that are counted towards the lockout."""


@admin.register(AccessFailureLog)
class FailureAdmin(BriefList, AccessFailureLogAdmin):
    """Failed sign-ins."""


@admin.register(AccessLog)
class SignInAdmin(BriefList, AccessLogAdmin):
    """Sign-ins and sign-outs."""
