"""`manage.py demo`: a living project to read, and people to sign in as."""

import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from ctplatform.accounts.models import Project
from ctplatform.demo import files, people
from ctplatform.demo.building import Builder


class Command(BaseCommand):
    """Load the demo once. What is there already is left alone."""

    help = (
        "Load the demo projects and their people; sign-ins go to sign-ins.txt in the data folder."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--reset",
            action="store_true",
            help="set the present demo aside under another address, and load a fresh one",
        )

    def handle(self, *args, reset, **options):
        began = time.monotonic()
        slugs = [files.read(folder / "project.toml")["slug"] for folder in files.folders()]
        there = Project.objects.filter(slug__in=slugs)
        if there and not reset:
            return self.say("The demo is there already.", options)
        if not there and (names := people.taken()):
            return self.say(f"Not loaded: the names {', '.join(names)} are taken.", options)
        call_command("shared", verbosity=0)
        with transaction.atomic():
            for project in there:
                set_aside(project)
            self.load()
        return self.say(f"The demo was loaded in {time.monotonic() - began:.1f} s.", options)

    def load(self):
        """All or nothing. The sign-ins are written last, and only for people who are new."""
        persons, phrases = people.make_people()
        for folder in files.folders():
            Builder(folder, persons).build()
        if phrases:
            people.write_sign_ins(settings.DATA_DIR / "sign-ins.txt", phrases)

    def say(self, words, options):
        if options["verbosity"]:
            self.stdout.write(words)


def set_aside(project):
    """Give the project another address. Its texts, its register and their history stay."""
    others = Project.objects.filter(slug__startswith=f"{project.slug}-before-").count()
    project.slug = f"{project.slug}-before-{others + 1}"
    project.title = f"{project.title}, before the reset"
    project.save()
