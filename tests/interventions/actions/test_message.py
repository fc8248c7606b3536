from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from alpha.learning.models import Enrollment
from alpha.notifications.models import Notification
from interventions.actions.message import excerpt, mark_read, send_message
from interventions.baseline import frozen_baseline
from interventions.errors import Invalid, NotFound
from interventions.models import Intervention, TeacherMessage
from tests.factories import (
    AlertFactory,
    LearningPathFactory,
    MessageTemplateFactory,
    PracticeSessionFactory,
    SkillFactory,
    StudentFactory,
)
from tests.interruptions import interrupt_everywhere

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


def nothing_written():
    return (
        not TeacherMessage.objects.exists()
        and not Intervention.objects.exists()
        and not Notification.objects.exists()
    )


def refusal(student, teacher, message, **more):
    with pytest.raises(Invalid) as refused:
        send_message(student, by=teacher, message=message, **more)
    assert nothing_written()
    return refused.value.field, refused.value.message


@pytest.fixture
def fractions(student):
    skill = SkillFactory(school=student.school, name="Fractions")
    LearningPathFactory(student=student, skill=skill, current_accuracy=0.5)
    PracticeSessionFactory(
        student=student, skill=skill, questions_answered=20, questions_correct=10
    )
    return skill


def test_a_message_writes_itself_its_intervention_and_the_notice(student, teacher, fractions):
    template = MessageTemplateFactory(school=student.school, title="Support")
    text = "Hi Sam Okafor, I see you're working hard on Fractions. " + "Well done. " * 20

    with time_machine.travel(NOW, tick=False):
        intervention = send_message(student, by=teacher, message=f"  {text}\r\n", template=template)

    message = TeacherMessage.objects.get()
    assert (message.teacher, message.student, message.template) == (teacher, student, template)
    assert (message.message, message.sent_at) == (text.strip(), NOW)
    assert (message.is_read, message.read_at) == (False, None)

    assert intervention == Intervention.objects.get()
    intervention.refresh_from_db()
    assert (intervention.teacher, intervention.student, intervention.message) == (
        teacher,
        student,
        message,
    )
    assert (intervention.intervention_type, intervention.action_taken) == (
        "message",
        "Sent message: Support",
    )
    assert (intervention.created_at, intervention.is_resolved) == (NOW, False)
    assert list(intervention.skills.all()) == [fractions]
    assert intervention.baseline == frozen_baseline(student, [fractions], NOW.date())

    notice = Notification.objects.get()
    assert (notice.recipient, notice.kind, notice.title) == (
        student.user,
        "message",
        "Message from Alice Moreno",
    )
    assert (notice.body, notice.link) == (text[:140], f"/interventions/messages/{message.pk}/")
    assert (notice.created_at, notice.read_at) == (NOW, None)


def test_without_a_template_the_record_quotes_the_beginning(student, teacher):
    intervention = send_message(student, by=teacher, message="Well done\n\ntoday. " + "x" * 100)

    assert intervention.action_taken == "Sent message: Well done today. " + "x" * 62 + "…"


def test_an_excerpt_is_one_short_line():
    assert excerpt("Hello\nSam") == "Hello Sam"
    assert excerpt("x" * 80) == "x" * 80
    assert len(excerpt("x" * 81)) == 80


def test_a_message_of_the_past_is_dated_there(student, teacher, fractions):
    at = timezone.now() - timedelta(days=60)

    intervention = send_message(student, by=teacher, message="Try Fractions.", at=at)

    assert (intervention.created_at, intervention.message.sent_at) == (at, at)
    assert Notification.objects.get().created_at == at
    assert intervention.baseline == frozen_baseline(student, [fractions], student.school.day_of(at))
    assert intervention.baseline["overall"]["last30"]["answered"] == 0


def test_only_skills_the_message_names_are_concerned(student, teacher, fractions):
    for name in ("Area", "Division"):
        LearningPathFactory(student=student, skill=SkillFactory(school=student.school, name=name))

    intervention = send_message(student, by=teacher, message="Areas are next, after Division.")

    assert [skill.name for skill in intervention.skills.all()] == ["Division"]


def test_the_alert_it_answers_is_linked_with_its_skill(student, teacher, classroom, fractions):
    alert = AlertFactory(student=student, classroom=classroom, skill=fractions)

    intervention = send_message(student, by=teacher, message="Hello", alert=alert)

    assert intervention.alert == alert
    assert list(intervention.skills.all()) == [fractions]
    assert list(intervention.baseline["skills"]) == [str(fractions.pk)]


def test_the_alert_of_another_student_is_refused(student, teacher, classroom):
    alert = AlertFactory(student=StudentFactory(school=student.school), classroom=classroom)

    assert refusal(student, teacher, "Hello", alert=alert) == (
        "alert",
        "This alert is about another student.",
    )


@pytest.mark.parametrize("text", ["", "   \r\n\t ", "\x00"])
def test_an_empty_message_is_refused(student, teacher, text):
    assert refusal(student, teacher, text) == ("message", "Write a message first.")


def test_an_over_long_message_is_refused_with_its_length(student, teacher):
    assert refusal(student, teacher, "x" * 2001) == (
        "message",
        "This message has 2,001 characters; 2,000 is the most that can be sent.",
    )


def test_the_longest_message_is_sent_line_breaks_counted_once(student, teacher):
    text = "x" * 1000 + "\r\n" + "x" * 999

    assert len(send_message(student, by=teacher, message=text).message.message) == 2000


def test_unfilled_variables_are_refused_by_name(student, teacher):
    assert refusal(student, teacher, "Hi {student_name}, {days} days, {days}!") == (
        "message",
        "Fill in {student_name}, {days} first: put a word in its place or take it out.",
    )


def test_other_braces_are_part_of_the_message(student, teacher):
    text = "The set {1, 2} has two elements; {A, B} has two, too."

    assert send_message(student, by=teacher, message=text).message.message == text


def test_braces_in_the_name_of_the_student_are_part_of_the_name(teacher, student):
    student.name = "{days}"
    student.save()

    sent = send_message(student, by=teacher, message="Hi {days}, well done.")

    assert sent.message.message == "Hi {days}, well done."


def test_the_template_of_another_school_is_refused(student, teacher):
    assert refusal(student, teacher, "Hello", template=MessageTemplateFactory()) == (
        "template",
        "This template belongs to another school or teacher.",
    )


def test_the_personal_template_of_a_colleague_is_refused(people, student, teacher):
    template = MessageTemplateFactory(school=student.school, owner=people.CO)

    assert refusal(student, teacher, "Hello", template=template)[0] == "template"


def test_a_template_switched_off_since_the_preview_may_still_be_sent(student, teacher):
    template = MessageTemplateFactory(school=student.school, is_active=False)

    assert (
        send_message(student, by=teacher, message="Hello", template=template).message.template
        == template
    )


def test_a_student_no_longer_hers_is_not_found(student, teacher, school):
    Enrollment.objects.update(ends_on=school.today())

    with pytest.raises(NotFound):
        send_message(student, by=teacher, message="Hello")

    assert nothing_written()


@pytest.mark.parametrize("who", ["ST", "ST2", "GU", "GU2", "TO", "TX"])
def test_the_student_does_not_exist_for_outsiders(people, student, who):
    with pytest.raises(NotFound):
        send_message(student, by=getattr(people, who), message="Hello")

    assert nothing_written()


@pytest.mark.parametrize("who", ["AIDE", "AD"])
def test_who_may_look_but_not_act_is_denied(people, student, who):
    with pytest.raises(PermissionDenied):
        send_message(student, by=getattr(people, who), message="Hello")

    assert nothing_written()


@pytest.mark.parametrize("who", ["TE", "CO", "LE"])
def test_teachers_of_the_class_and_leaders_may_send(people, student, who):
    sender = getattr(people, who)

    assert send_message(student, by=sender, message="Hello").teacher == sender


def test_an_interruption_at_any_statement_leaves_nothing(student, teacher, fractions):
    def check():
        assert nothing_written()

    statements = interrupt_everywhere(
        lambda: send_message(student, by=teacher, message="Try Fractions."), check
    )

    # Savepoint, two lookups, three records, skills of the message: the loop met each of them.
    assert statements >= 8
    assert (TeacherMessage.objects.count(), Intervention.objects.count()) == (1, 1)
    assert Notification.objects.count() == 1


@pytest.fixture
def sent(student, teacher):
    return send_message(
        student, by=teacher, message="Hello", at=timezone.now() - timedelta(days=1)
    ).message


def test_reading_marks_the_message_and_its_notice(student, sent):
    other = Notification.objects.create(recipient=student.user, kind="notice", title="Other")

    mark_read(sent, by=student.user, at=NOW)

    assert (sent.is_read, sent.read_at) == (True, NOW)
    sent.refresh_from_db()
    assert (sent.is_read, sent.read_at) == (True, NOW)
    assert Notification.objects.exclude(pk=other.pk).get().read_at == NOW
    other.refresh_from_db()
    assert other.read_at is None


def test_reading_again_keeps_the_first_time(student, sent):
    mark_read(sent, by=student.user, at=NOW)
    mark_read(sent, by=student.user, at=NOW + timedelta(hours=1))

    assert sent.read_at == NOW
    assert Notification.objects.get().read_at == NOW


@pytest.mark.parametrize("who", ["TE", "CO", "LE", "ST2", "GU"])
def test_reading_by_others_marks_nothing(people, sent, who):
    mark_read(sent, by=getattr(people, who))

    sent.refresh_from_db()
    assert (sent.is_read, sent.read_at) == (False, None)
    assert Notification.objects.get().read_at is None
