from datetime import date

import pytest

from alpha.accounts.models import School
from alpha.periods import Period
from analytics.metrics.gaps import Gap, shared_gaps
from analytics.metrics.heatmap import CellTotals
from analytics.reports import class_students
from analytics.reports import shared_gaps as gaps_of_class
from tests.analytics.records import classmate, practiced
from tests.factories import SkillFactory

TODAY = date(2026, 11, 23)
MONTH = Period.last(30, today=TODAY)
DEFAULTS = School()


def cells(**by_skill):
    """Cells of {skill number: [(correct, answered) of one student each]}, skills named s1, s2 …"""
    return {
        (student, int(skill[1:])): CellTotals(correct, answered, TODAY)
        for skill, pairs in by_skill.items()
        for student, (correct, answered) in enumerate(pairs)
    }


def test_a_gap_counts_students_with_ten_answers_and_those_of_them_below_seventy():
    found = shared_gaps(cells(s1=[(6, 10), (7, 10), (13, 20), (0, 9)]), DEFAULTS)

    # 60 % and 65 % are below 70 %, 70 % is not; nine answers are too few. 6 + 7 + 13 of 40.
    assert found == (Gap(skill_id=1, struggling=2, students=3, correct=26, answered=40, limit=0.7),)
    assert (found[0].share, found[0].accuracy) == (2 / 3, 0.65)
    assert found[0].share_words == "2 of 3 students below 70%"


@pytest.mark.parametrize(
    "weak,fine,teach_again,is_thin",
    [
        (3, 2, True, False),
        (2, 2, False, False),  # half is not more than half
        (2, 1, True, False),
        (2, 0, False, True),  # both, but two do not speak for a class
        (1, 4, False, False),
    ],
)
def test_more_than_half_of_three_or_more_is_taught_again(weak, fine, teach_again, is_thin):
    [found] = shared_gaps(cells(s1=[(5, 10)] * weak + [(9, 10)] * fine), DEFAULTS)

    assert (found.teach_again, found.is_thin) == (teach_again, is_thin)


def test_the_five_most_shared_come_first():
    weak, fine = (5, 10), (9, 10)
    found = shared_gaps(
        cells(
            s1=[fine] * 5,  # nobody: no gap
            s2=[weak] * 1,
            s3=[(1, 10)] * 3 + [fine] * 3,  # lower than s4, but half of the students, not most
            s4=[weak] * 3 + [fine],
            s5=[weak] * 2,
            s6=[weak, (4, 10)],  # as many as s5, and lower
            s7=[weak] * 4 + [fine] * 6,
        ),
        DEFAULTS,
    )

    assert [gap.skill_id for gap in found] == [7, 4, 3, 6, 5]


def test_the_line_is_the_one_of_the_school():
    school = School(fair_from=0.65)

    assert shared_gaps(cells(s1=[(13, 20)]), school) == ()
    [found] = shared_gaps(cells(s1=[(12, 20)]), school)
    assert found.share_words == "1 of 1 student below 65%"


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
def test_gaps_of_a_class_are_those_of_its_students_in_the_window(classroom):
    skill = SkillFactory(school=classroom.school, name="Fractions")
    kim, lou = classmate(classroom, "Kim"), classmate(classroom, "Lou")
    practiced(kim, 0, 3, 6, skill=skill)
    practiced(kim, 29, 3, 6, skill=skill)
    practiced(kim, 30, 50, 50, skill=skill)  # the day before the window
    practiced(lou, 1, 5, 10, skill=skill)
    stranger = classmate(classroom, "Inactive", is_active=False)
    practiced(stranger, 1, 0, 10, skill=skill)

    [found] = gaps_of_class(classroom, class_students(classroom, MONTH), MONTH)

    assert found.skill == "Fractions"
    assert found.gap == Gap(skill.pk, struggling=2, students=2, correct=11, answered=22, limit=0.7)


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize("students", [1, 3])
def test_gaps_are_two_queries_for_any_class(classroom, students, django_assert_num_queries):
    for number in range(students):
        classmate(classroom, f"S{number}", (0, 2, 20), (1, 3, 20))
    table = class_students(classroom, MONTH)

    with django_assert_num_queries(2):
        assert gaps_of_class(classroom, table, MONTH)
