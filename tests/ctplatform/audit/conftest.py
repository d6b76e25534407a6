"""Fixtures of the tests of the audit log."""

import pytest

from tests.factories.world import World


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return World()
