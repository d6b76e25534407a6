"""The settings of the product with the app of trials, which comes before those that look for it."""

from ctplatform.settings import *  # noqa: F403 - settings are read by name
from ctplatform.settings import INSTALLED_APPS

INSTALLED_APPS = ["tests.trials", *INSTALLED_APPS]
