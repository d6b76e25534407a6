"""`manage.py demo`: load the demo projects, and the users to sign in as."""

import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from ctplatform.accounts.models import Project
from ctplatform.demo import files, people
from ctplatform.demo.building import Builder


class Command(BaseCommand):
    """Load the demo once. If it exists already, nothing changes."""

    help = (
        "Load the demo projects and their people; sign-ins go to sign-ins.txt in the data folder."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--project",
            default="",
            metavar="SLUG",
            choices=files.slugs(files.folders(on_request=True)),
            help="load this one instead, which is not loaded unasked: %(choices)s",
        )
        parser.add_argument(
            "--reset",
            action="store_true",
            help="set the present demo aside under another address, and load a fresh one",
        )

        parser.add_argument(
            "--address",
            default="http://127.0.0.1:8000",
            metavar="URL",
            help="where the product is served, which released files cite (%(default)s)",
        )

    def handle(self, *args, project, reset, address, **options):
        began = time.monotonic()
        folders = files.folders(project)
        there = Project.objects.filter(slug__in=files.slugs(folders))
        if there and not reset:
            return self.say("The demo is there already.", options)
        if names := strangers():
            return self.say(f"Not loaded: the names {', '.join(names)} are taken.", options)
        call_command("shared", verbosity=0)
        with transaction.atomic():
            for each in there:
                set_aside(each)
            self.load(folders, address)
        return self.say(f"The demo was loaded in {time.monotonic() - began:.1f} s.", options)

    def load(self, folders, address):
        """Load everything or nothing. Sign-ins are written last, and only for new users."""
        persons, phrases = people.make_people()
        for folder in folders:
            Builder(folder, persons, address).build()
        if phrases:
            people.write_sign_ins(settings.DATA_DIR / people.SIGN_INS, phrases)

    def say(self, words, options):
        if options["verbosity"]:
            self.stdout.write(words)


def strangers():
    """The demo's usernames that are taken, if the demo itself has not been loaded."""
    every = files.slugs([*files.folders(), *files.folders(on_request=True)])
    return [] if Project.objects.filter(slug__in=every) else people.taken()


def set_aside(project):
    """Move the project to another address. Its texts, register and history stay."""
    others = Project.objects.filter(slug__startswith=f"{project.slug}-before-").count()
    project.slug = f"{project.slug}-before-{others + 1}"
    project.title = f"{project.title}, before the reset"
    project.save()
