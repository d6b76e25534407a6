"""URLs of the pages of webhooks."""

from django.urls import path

from ctplatform.webhooks import views

urlpatterns = [
    path("projects/<slug:slug>/webhooks", views.webhook_list, name="webhooks"),
    path("webhooks/<uuid:pk>/", views.webhook_page, name="webhook"),
    path("webhooks/<uuid:pk>/renew-secret", views.renew_secret, name="webhook-renew-secret"),
    path("webhooks/<uuid:pk>/delete", views.delete_webhook, name="webhook-delete"),
    path(
        "webhooks/<uuid:pk>/deliveries/<uuid:delivery>/send-again",
        views.send_again,
        name="webhook-send-again",
    ),
]
