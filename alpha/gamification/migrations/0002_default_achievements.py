"""A new school has something to earn without anybody typing it."""

from dataclasses import asdict

from django.db import migrations

from alpha.gamification.defaults import DEFAULT_ACHIEVEMENTS


def create(apps, schema_editor):
    Achievement = apps.get_model("gamification", "Achievement")
    Achievement.objects.bulk_create(
        [Achievement(**asdict(default)) for default in DEFAULT_ACHIEVEMENTS], ignore_conflicts=True
    )


class Migration(migrations.Migration):

    dependencies = [
        ("gamification", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(create, migrations.RunPython.noop),
    ]
