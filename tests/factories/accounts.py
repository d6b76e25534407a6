"""People and projects."""

import factory

from ctplatform.accounts.models import Membership, Project, User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence("reader{}".format)
    name = factory.Sequence("Reader {}".format)


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project

    slug = factory.Sequence("project-{}".format)
    title = factory.Sequence("Project {}".format)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    project = factory.SubFactory(ProjectFactory)
    user = factory.SubFactory(UserFactory)
    role = "annotator"


def member(project, role="annotator", **user):
    """A new person with a role in the project."""
    return MembershipFactory(project=project, role=role, user=UserFactory(**user)).user
