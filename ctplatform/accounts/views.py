"""Pages about people and projects. Thin: the verbs are services."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import TemplateView


class AccountView(LoginRequiredMixin, TemplateView):
    template_name = "accounts/account.html"


class ProjectListView(TemplateView):
    template_name = "accounts/projects.html"


class NewProjectView(LoginRequiredMixin, TemplateView):
    template_name = "accounts/project_new.html"


class SettingsView(LoginRequiredMixin, TemplateView):
    template_name = "accounts/project_settings.html"
