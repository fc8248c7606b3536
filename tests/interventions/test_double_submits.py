"""Every action, its form sent many times at the same moment: one effect for each form, on the real locks of the database.

Here one form for each action and four senders. DOUBLE_SUBMITS=200 (`make stress`) sends two hundred forms for each action
twice at once, and prints what came of them.
"""

import os
import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alpha.learning.models import AssignedWork
from interventions.groups.previews import Preview
from interventions.models import (
    GroupActionItem,
    Intervention,
    InterventionChange,
    Meeting,
    ParentNotification,
    TeacherMessage,
)
from tests.factories import (
    EnrollmentFactory,
    GuardianFactory,
    GuardianshipFactory,
    InterventionFactory,
    SkillFactory,
)

ROUNDS = int(os.environ.get("DOUBLE_SUBMITS", "1"))
SENDERS = 2 if ROUNDS > 1 else 4
NEXT_WEEK = (timezone.localdate() + timedelta(days=7)).isoformat()


def take_action(student, kind):
    return reverse("interventions:take_action", args=[student.pk], query={"action": kind})


@pytest.fixture
def forms(student, classroom):
    """Each action by its name: the address and the fields of the form of one round, and what counts its effects."""
    noa = EnrollmentFactory(classroom=classroom, student__name="Noa Lindqvist").student
    ana = GuardianFactory(school=student.school, email="ana@example.org")
    GuardianshipFactory(student=student, guardian=ana)
    skill = SkillFactory(school=student.school)
    done = [InterventionFactory(student=student).pk for _ in range(ROUNDS)]
    meeting = {"date": NEXT_WEEK, "time": "10:00", "duration_minutes": "30"}
    shown = Preview(student, "", {"text": "Well done today.", "template": None})
    assignment = {
        "skills": skill.pk,
        "question_count": "15",
        "difficulty": "easy",
        "due_on": NEXT_WEEK,
        "due_time": "15:00",
        "asked_about": NEXT_WEEK,
    }
    several = {"to": student.pk, "text": "Well done today.", "seen": shown.seen}

    def always(address, fields):
        return lambda _: (address, fields)

    return {
        "message": (
            always(take_action(student, "message"), {"message": "Well done today."}),
            TeacherMessage.objects.all(),
        ),
        "assignment": (
            always(take_action(student, "assignment"), assignment),
            AssignedWork.objects.all(),
        ),
        "one-on-one meeting": (
            always(take_action(student, "meeting"), meeting | {"meeting_type": "one_on_one"}),
            Meeting.objects.filter(meeting_type="one_on_one"),
        ),
        "group meeting": (
            always(
                take_action(student, "meeting"),
                meeting | {"meeting_type": "group", "students": noa.pk},
            ),
            Meeting.objects.filter(meeting_type="group", student=noa),
        ),
        "letter to the family": (
            always(
                take_action(student, "parent"), {"guardians": ana.pk, "message": "Sam does well."}
            ),
            ParentNotification.objects.all(),
        ),
        "several students": (
            always(reverse("interventions:group_action", args=[classroom.pk]), several),
            GroupActionItem.objects.filter(intervention__isnull=False),
        ),
        "resolve": (
            lambda number: (
                reverse("interventions:resolve", args=[done[number]]),
                {"resolution_notes": "Better.", "effectiveness_rating": "4"},
            ),
            InterventionChange.objects.all(),
        ),
    }


def send_at_once(cookies, address, fields):
    """What each sender of one form is answered."""
    sent = fields | {"idempotency_key": str(uuid4())}
    gate, answers = threading.Barrier(SENDERS), []

    def send():
        client = Client()
        client.cookies = cookies
        gate.wait()
        try:
            response = client.post(address, sent)
            answers.append((response.status_code, response.get("Location")))
        finally:
            connection.close()

    senders = [threading.Thread(target=send) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_many_times_at_once_has_one_effect(teacher, forms, capsys):
    signed_in, effects, table = Client(), {}, []
    signed_in.force_login(teacher, backend="alpha.accounts.backends.UsernameBackend")

    for action, (form, made) in forms.items():
        before, started = made.count(), time.monotonic()
        for number in range(ROUNDS):
            answers = send_at_once(signed_in.cookies, *form(number))
            assert len(answers) == SENDERS
            assert {status for status, _ in answers} == {302}, action
            # Everybody is told of the same thing.
            assert len(set(answers)) == 1, action
        effects[action] = made.count() - before
        seconds = time.monotonic() - started
        table.append(f"{action:<22}{ROUNDS * SENDERS:>9}{effects[action]:>9}{seconds:>10.1f}")

    if ROUNDS > 1:
        with capsys.disabled():
            head = f"{'action':<22}{'sent':>9}{'effects':>9}{'seconds':>10}"
            print(f"\n{connection.display_name}", head, *table, sep="\n")
    assert effects == dict.fromkeys(forms, ROUNDS)
    # Nothing was done beside them: the other half of each pair left no trace.
    assert Intervention.objects.count() == ROUNDS * (len(forms) + 1)
