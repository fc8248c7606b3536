from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from alpha.learning.services.mail_opt_outs import opt_out
from interventions.family_summary import family_summary
from interventions.letter_library import create_default_letters
from interventions.letter_variables import letter_values
from interventions.letters import (
    draft_letters,
    fitting_topic,
    open_desk,
    unfilled_in,
    whole_letter,
    with_name,
)
from interventions.models import LetterTemplate
from tests.factories import (
    AssignedWorkFactory,
    AssignmentFactory,
    GuardianFactory,
    GuardianshipFactory,
    LearningPathFactory,
    PracticeSessionFactory,
    SkillFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
ALL = [topic for topic, _ in LetterTemplate.Topic.choices]


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def letters(school):
    return create_default_letters(school)


@pytest.fixture
def fractions(student):
    skill = SkillFactory(school=student.school, name="Fractions")
    LearningPathFactory(student=student, skill=skill, current_accuracy=0.5, last_practiced_at=NOON)
    PracticeSessionFactory(
        student=student, skill=skill, questions_answered=20, questions_correct=10
    )
    return skill


def guardian(student, name, language="en", **link):
    made = GuardianFactory(
        school=student.school, name=name, email="a@example.org", language=language
    )
    return GuardianshipFactory(student=student, guardian=made, **link)


def overdue(student, days=1, **work):
    assignment = AssignmentFactory(
        school=student.school, title="Fractions 2", due_at=NOON - timedelta(days=days)
    )
    return AssignedWorkFactory(student=student, assignment=assignment, **work)


def desk_for(student, topic=None):
    return open_desk(student, at=NOON, topic=topic)


# What it is about


def test_practice_is_the_first_reason_to_write(student, fractions):
    overdue(student)

    assert fitting_topic(student, ALL) == "needs_practice"


def test_missing_work_is_the_second(student):
    overdue(student)

    assert fitting_topic(student, ALL) == "missing_work"


def test_work_that_is_done_or_not_due_is_not_missing(student):
    overdue(student, status="completed", completed_at=NOON)
    overdue(student, days=-1)

    assert fitting_topic(student, ALL) == "going_well"


def test_topic_without_a_letter_is_not_proposed(student, fractions):
    assert fitting_topic(student, ["please_talk"]) == "please_talk"
    assert fitting_topic(student, []) == ""


# What it says


def test_letter_is_filled_from_what_is_known(student, teacher, letters, fractions):
    guardian(student, "Ana Okafor")
    desk = desk_for(student)

    [text] = draft_letters(desk, by=teacher).values()

    assert desk.names == {"en": ("Ana Okafor",)}
    assert text.startswith(
        "Hello Ana Okafor,\n\nSam Okafor has started to practice this month, and every start counts."
        "\n\nRight now Fractions is harder for Sam Okafor,"
    )
    assert text.endswith("Alice Moreno\nGrade 5 Blue")
    assert "{" not in text


def test_each_language_of_the_family_gets_its_text(student, teacher, letters, fractions):
    guardian(student, "Ana", "es-MX")
    guardian(student, "Ben", "so")
    desk = desk_for(student)

    drafts = draft_letters(desk, by=teacher)

    assert desk.names == {"es": ("Ana",), "en": ("Ben",)}
    assert drafts["es"].startswith("Hola, Ana:")
    assert drafts["en"].startswith("Hello Ben,")


def test_name_stays_open_where_several_read_the_same_text(student, teacher, letters, fractions):
    guardian(student, "Ana")
    guardian(student, "Ben")

    drafts = draft_letters(desk_for(student), by=teacher)

    assert drafts["en"].startswith("Hello {guardian_name},")
    assert unfilled_in(drafts["en"], ()) == []


def test_only_those_who_can_be_reached_count(student, teacher, letters):
    guardian(student, "Ana", "es", may_be_contacted=False)
    opt_out(guardian(student, "Cleo", "es"), "progress")
    guardian(student, "Ben")

    assert desk_for(student).names == {"en": ("Ben",)}


def test_letter_for_whoever_comes_is_in_the_students_language(student, teacher, letters):
    student.language = "es"
    student.save()

    desk = desk_for(student, "going_well")

    assert desk.names == {"es": ("familia de Sam Okafor",)}
    assert desk.reached == []
    assert draft_letters(desk, by=teacher)["es"].startswith("Hola, familia de Sam Okafor:")


def test_date_is_written_as_the_language_writes_it(student, teacher, letters):
    guardian(student, "Ana", "es")
    guardian(student, "Ben")
    overdue(student, days=3)

    drafts = draft_letters(desk_for(student), by=teacher)

    assert "«Fractions 2», con fecha de entrega 20 de noviembre." in drafts["es"]
    assert "“Fractions 2”, due November 20." in drafts["en"]


def test_where_nothing_needs_work_the_skill_is_the_last_one_practiced(student, teacher):
    for name, days in (("Old", 9), ("New", 2)):
        LearningPathFactory(
            student=student,
            skill=SkillFactory(school=student.school, name=name),
            mastery_achieved=True,
            mastered_at=NOON,
            current_accuracy=0.95,
            last_practiced_at=NOON - timedelta(days=days),
        )

    assert values(student, teacher)["skill_name"] == "New"


def values(student, teacher, language="en"):
    summary = family_summary(student, student.school.today())
    return letter_values(student, teacher=teacher, language=language, summary=summary)


def test_what_is_not_known_is_left_out(student, teacher):
    found = values(student, teacher)

    assert {"skill_name", "assignment_title"} & set(found) == set()
    assert (found["class_name"], found["school_name"]) == ("Grade 5 Blue", "Maple School")


def test_class_is_one_the_sender_shares_with_the_student(student, classroom):
    leader = UserFactory(school=student.school, role="leader")
    stranger = UserFactory(school=student.school)

    assert values(student, leader)["class_name"] == "Grade 5 Blue"
    assert "class_name" not in values(student, stranger)


@pytest.mark.parametrize("language", ["so", "zh", "hmn", "tlh"])
def test_language_that_dates_are_not_written_in_is_no_obstacle(student, teacher, language):
    overdue(student)

    assert values(student, teacher, language)["due_date"] == "November 22"


# The whole of it


def test_whole_letter_has_the_name_and_the_summary(student):
    summary = family_summary(student, student.school.today())

    text = whole_letter(
        "Hello {guardian_name}.", name="Ana", student=student, summary=summary, language="en"
    )

    assert text == (
        "Hello Ana.\n\nThe last 30 days in short:\n- There was no practice in the last 30 days yet."
    )
    assert whole_letter("Hi.", name="Ana", student=student, summary=None, language="en") == "Hi."


@pytest.mark.parametrize(
    "text, name, literals, expected",
    [
        ("Hello {guardian_name}", "Ana", (), "Hello Ana"),
        # A name is put in once and not read again.
        ("Hello {guardian_name}", "{guardian_name}", (), "Hello {guardian_name}"),
        ("Hello {guardian_name}", "\\1{days}", (), "Hello \\1{days}"),
        # Somebody else's name that looks like the place stays that name.
        (
            "{guardian_name}: x{guardian_name}y",
            "Ana",
            ("x{guardian_name}y",),
            "Ana: x{guardian_name}y",
        ),
        ("Hello", "Ana", ("a{b}",), "Hello"),
    ],
)
def test_name_is_put_in_one_pass(text, name, literals, expected):
    assert with_name(text, name, literals) == expected


def test_braces_inside_a_value_are_no_gap():
    text = "Hello {guardian_name}, {days} practiced {skill_name}"

    assert unfilled_in(text, ("{days}",)) == ["skill_name"]


@pytest.mark.parametrize("number", [1, 3])
def test_size_of_the_family_asks_no_more_queries(
    student, teacher, letters, fractions, number, django_assert_max_num_queries
):
    for _ in range(number):
        guardian(student, "Ana")
    desk_for(student)

    with django_assert_max_num_queries(14):
        desk_for(student)
