"""Determine the project of a page whose URL does not name one."""

from functools import wraps
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect

from ctplatform.accounts.current_project.context import find_project


def with_project(view):
    """Call `view(request, project, ...)` with the project of `?project=` or the only one.

    A project that the user may not see answers 404. If there are several, redirect to the page that
    lets the user choose; a user who is not signed in and sees none is asked to sign in.
    """

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if project := find_project(request):
            return view(request, project, *args, **kwargs)
        if request.user.is_anonymous:
            return redirect_to_login(request.get_full_path())
        if request.GET.get("project"):
            raise Http404
        return redirect(f"/projects/?{urlencode({'next': request.path})}")

    return wrapped
