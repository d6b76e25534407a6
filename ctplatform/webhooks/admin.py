"""Webhooks in the admin, to read."""

from django.contrib import admin
from django.db import models

from ctplatform.accounts.visible_admin import VisibleChoices
from ctplatform.jobs.admin import ReadOnly
from ctplatform.web.brief_lists import BriefList
from ctplatform.webhooks.models import Delivery, Webhook


@admin.register(Webhook)
class WebhookAdmin(BriefList, VisibleChoices, ReadOnly, admin.ModelAdmin):
    list_display = ("address", "project", "created_by", "is_active", "paused_because")
    list_filter = ("is_active", "paused_because")
    list_select_related = ("project", "created_by")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Delivery)
class DeliveryAdmin(BriefList, VisibleChoices, ReadOnly, admin.ModelAdmin):
    list_display = ("id", "webhook", "state", "attempts", "created", "ended")
    list_filter = ("state",)
    list_select_related = ("webhook",)
