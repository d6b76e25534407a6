"""Jobs, and kinds of them that tests can steer."""

import factory

from ctplatform.jobs.models import Job
from tests.factories.accounts import ProjectFactory, UserFactory


class JobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Job

    project = factory.SubFactory(ProjectFactory)
    created_by = factory.SubFactory(UserFactory)
    kind = "count_to"
    title = "Count"
