"""Each factory makes a row that the model's own rules accept; each table has a factory."""

import inspect

import pytest
from django.apps import apps
from factory.django import DjangoModelFactory

from tests import factories

pytestmark = pytest.mark.django_db

FACTORIES = [
    member
    for _, member in inspect.getmembers(factories, inspect.isclass)
    if issubclass(member, DjangoModelFactory) and member is not DjangoModelFactory
]
APPS = (
    "accounts",
    "jobs",
    "learning",
    "gamification",
    "notifications",
    "analytics",
    "interventions",
)


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_factory_makes_a_valid_row(factory):
    row = factory()

    # Sign-in needs a password, rows do not: it is issued by the office.
    row.full_clean(exclude=["password"])


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_factory_can_be_called_again(factory):
    assert factory().pk != factory().pk


def test_every_table_has_a_factory():
    models = {
        model
        for label in APPS
        for model in apps.get_app_config(label).get_models()
        # Rows of versions are written by saving what they are versions of.
        if not model._meta.auto_created and not hasattr(model, "instance_type")
    }

    assert {model.__name__ for model in models} == {
        factory._meta.model.__name__ for factory in FACTORIES if factory._meta.model in models
    }
