from django.urls import path

from ctplatform.assistants.views import endpoint

urlpatterns = [path("mcp/", endpoint, name="assistants")]
