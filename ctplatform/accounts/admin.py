"""People and projects in the admin; settings and members go through the services."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts import services
from ctplatform.accounts.models import Membership, Project, ProjectEvent, User
from ctplatform.rest.problems import Conflict

admin.site.site_title = admin.site.site_header = "ctplatform"
admin.site.index_title = _("Administration")
# Roles stand in memberships, project by project; Django's groups would be a second, silent set.
admin.site.unregister(Group)


class NewPersonForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "name", "email")


@admin.register(User)
class PersonAdmin(UserAdmin):
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
        """A person whose name stands in the history is deactivated, not deleted."""
        return False


class MembershipInline(admin.TabularInline):
    model = Membership
    fields = ("user", "role")
    autocomplete_fields = ("user",)
    extra = 0


class EventInline(admin.TabularInline):
    """What was changed in the project, by whom: read-only."""

    model = ProjectEvent
    fields = readonly_fields = ("at", "by", "changes")
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin):
    """Settings and members, each change recorded; a project stays."""

    list_display = ("title", "slug", "visibility", "review_policy", "updated")
    list_filter = ("visibility", "review_policy")
    search_fields = ("title", "slug", "memberships__user__username")
    fields = ("title", "slug", "description", "visibility", "review_policy")
    inlines = (MembershipInline, EventInline)

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else ("slug",)

    def has_delete_permission(self, request, obj=None):
        return False

    def view_on_site(self, obj):
        return f"/projects/{obj.slug}/settings"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Conflict as error:  # the last owner stays
            messages.error(request, str(error.detail))
            return redirect(request.path)

    def save_model(self, request, obj, form, change):
        if change:
            services.change_project(obj, form.cleaned_data, by=request.user)
        else:
            obj.pk = services.create_project(by=request.user, **form.cleaned_data).pk

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        for member in formset.deleted_objects:
            services.remove_member(member, by=request.user)
        changed = [member for member, _fields in formset.changed_objects]
        for member in [*formset.new_objects, *changed]:
            services.set_member(form.instance, member.user, member.role, by=request.user)
