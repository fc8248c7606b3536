import pytest
from django.utils import timezone

from analytics.metrics.next_skill import NextSkill, next_skill, paths_among, skills_of_school
from tests.factories import LearningPathFactory, SchoolFactory, SkillFactory

pytestmark = [pytest.mark.django_db]


def skill(student, name, *, after=(), subject="Math"):
    made = SkillFactory(school=student.school, name=name, subject=subject)
    made.prerequisites.set(after)
    return made


def path(student, name, *, accuracy=None, answered=0, mastered=False, after=(), subject="Math"):
    made = skill(student, name, after=after, subject=subject)
    LearningPathFactory(
        student=student,
        skill=made,
        current_accuracy=accuracy,
        questions_answered=answered,
        mastery_achieved=mastered,
        mastered_at=timezone.now() if mastered else None,
    )
    return made


def following(student):
    return next_skill(skills_of_school(student))


def test_the_next_skill_is_the_weakest_whose_prerequisites_are_mastered(student):
    counting = path(student, "Counting", accuracy=0.95, answered=40, mastered=True)
    adding = path(student, "Adding", accuracy=0.75, answered=40, after=[counting])
    path(student, "Multiplying", accuracy=0.3, answered=40, after=[counting, adding])
    path(student, "Measuring", accuracy=0.5, answered=40, after=[counting])

    assert following(student) == NextSkill(
        "Measuring", "the weakest skill whose prerequisites are mastered", 0.5
    )


def test_a_skill_that_builds_on_nothing_says_so(student):
    dividing = path(student, "Dividing", accuracy=0.6, answered=40)
    path(student, "Fractions", accuracy=0.5, answered=40, after=[dividing])

    assert following(student) == NextSkill(
        "Dividing", "the weakest skill that needs nothing else first", 0.6
    )


def test_a_prerequisite_never_practiced_is_not_mastered(student):
    elsewhere = skill(student, "Counting")
    path(student, "Adding", accuracy=0.2, answered=40, after=[elsewhere])
    path(student, "Telling time", accuracy=0.9, answered=40)

    assert following(student).skill == "Telling time"


def test_what_somebody_else_mastered_opens_nothing(student, people):
    counting = path(people.ST2.student, "Counting", accuracy=1.0, answered=40, mastered=True)
    path(student, "Adding", accuracy=0.2, answered=40, after=[counting])

    assert following(student).skill == "Counting"


def test_skills_not_started_come_after_those_begun(student):
    path(student, "Angles")
    path(student, "Bases", accuracy=0.9, answered=40)

    assert following(student).skill == "Bases"


def test_a_skill_given_but_not_started_goes_before_one_never_touched(student):
    counting = path(student, "Counting", accuracy=0.9, answered=40, mastered=True)
    skill(student, "Adding", after=[counting])
    path(student, "Zeros")

    assert following(student) == NextSkill(
        "Zeros", "not begun yet; it needs nothing else first", None
    )


def test_when_all_begun_are_mastered_a_skill_that_builds_on_them_is_next(student):
    counting = path(student, "Counting", accuracy=0.9, answered=40, mastered=True)
    skill(student, "Algebra")
    skill(student, "Multiplying", after=[counting, skill(student, "Adding", after=[counting])])

    assert following(student) == NextSkill(
        "Adding", "not begun yet; everything it builds on is mastered", None
    )


def test_skills_never_touched_are_offered_in_the_subjects_begun_only(student):
    path(student, "Counting", accuracy=0.9, answered=40, mastered=True)
    skill(student, "Atoms", subject="Science")
    skill(student, "Blank", subject="")
    SkillFactory(school=SchoolFactory(), name="Away", subject="Math")

    assert following(student) is None
    skill(student, "Zeros")
    assert following(student).skill == "Zeros"


def test_two_skills_without_a_subject_share_none(student):
    path(student, "Counting", accuracy=0.9, answered=40, mastered=True, subject="")
    skill(student, "Adding", subject="")

    assert following(student) is None


def test_there_is_no_next_skill_before_anything_is_begun(student):
    skill(student, "Counting")

    assert following(student) is None


def test_paths_come_with_their_skills_by_name(student):
    zeros, angles = path(student, "Zeros"), path(student, "Angles", accuracy=0.5, answered=4)
    skill(student, "Bases")

    paths = paths_among(skills_of_school(student))

    assert [(each.skill, each.questions_answered) for each in paths] == [(angles, 4), (zeros, 0)]
    assert {each.student_id for each in paths} == {student.pk}


@pytest.mark.parametrize("rows", [1, 3])
def test_any_number_of_skills_is_one_query(student, rows, django_assert_num_queries):
    for number in range(rows):
        path(student, f"Skill {number}", accuracy=0.5, answered=20)
        skill(student, f"New {number}")

    with django_assert_num_queries(1):
        skills = skills_of_school(student)
        assert len(paths_among(skills)) == rows
        assert next_skill(skills).skill == "Skill 0"
