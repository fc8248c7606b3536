from functools import partial
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from alpha.accounts.models import School
from alpha.demo.seeding import seed_demo_school
from alpha.management.commands import seed_demo
from tests.demo.conftest import MONDAY
from tests.factories import SchoolFactory

SIGN_INS = """\
Sign in with the password maple-grove-5 as
  demo.teacher         Teacher          Elena Rivera
  demo.coteacher       Co-teacher       Marcus Bell
  demo.aide            Classroom aide   Priya Nair
  demo.leader          School leader    Ingrid Halvorsen
  demo.administrator   Administrator    Samuel Tran
  demo.student3        Student          Student 3
  demo.parent          Parent           Amina Yusuf
"""


@pytest.fixture(autouse=True)
def story_only(db, monkeypatch):
    """Without the ordinary classes, which have a module of their own."""
    monkeypatch.setattr(seed_demo, "seed_demo_school", partial(seed_demo_school, classes=[]))


def run(*arguments, at=MONDAY):
    out = StringIO()
    with time_machine.travel(at, tick=False):
        call_command("seed_demo", *arguments, stdout=out)
    return out.getvalue()


def test_it_refuses_where_the_known_password_could_do_harm(settings):
    settings.DEMO = settings.DEBUG = False

    with pytest.raises(CommandError) as refusal:
        run()

    assert str(refusal.value) == (
        "The password of the demonstration school is known to everybody, so it is built only where DEMO or DEBUG is"
        " set. Add --force if you want it here all the same."
    )
    assert not School.objects.exists()


@pytest.mark.parametrize("mode, arguments", [("DEMO", []), ("DEBUG", []), ("neither", ["--force"])])
def test_it_builds_the_school_and_prints_the_sign_ins(settings, mode, arguments):
    settings.DEMO, settings.DEBUG = mode == "DEMO", mode == "DEBUG"

    assert run(*arguments) == f"Built the demonstration school.\n{SIGN_INS}"
    assert School.objects.get().code == "demo"


def test_it_says_whether_anything_changed(settings):
    settings.DEMO = True
    run()

    assert run() == (
        f"The demonstration school was built today already; nothing changed.\n{SIGN_INS}"
    )
    tomorrow = MONDAY.replace(day=24)
    assert run(at=tomorrow) == f"Built the demonstration school again for today.\n{SIGN_INS}"


def test_it_leaves_a_school_of_that_code_made_by_others(settings):
    settings.DEMO = True
    SchoolFactory(code="demo", name="Birch School")

    with pytest.raises(CommandError) as refusal:
        run()

    assert str(refusal.value) == (
        "The code “demo” belongs to Birch School, which is not the demonstration school."
    )
