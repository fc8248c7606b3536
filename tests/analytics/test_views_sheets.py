import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from analytics.models import ReportView
from tests.analytics.records import classmate, practiced
from tests.factories import AssignedWorkFactory, LearningPathFactory, SkillFactory

QUERIES_OF_CLASS = 8
QUERIES_OF_STUDENT = 15

pytestmark = pytest.mark.usefixtures("monday")


def student_url(student, **query):
    return reverse("analytics:student_sheet", args=[student.pk], query=query or None)


def class_url(classroom, **query):
    return reverse("analytics:class_sheet", args=[classroom.pk], query=query or None)


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def on_skill(student, name, correct, answered, *, ago=1):
    skill = SkillFactory(school=student.school, name=name)
    LearningPathFactory(student=student, skill=skill, current_accuracy=correct / answered)
    practiced(student, ago, correct, answered, skill=skill)


def words_of(response):
    """What stands between the tags, with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.text).split())


def test_strengths_come_first_then_three_skills_then_the_plan(signed_in, student):
    on_skill(student, "Shapes", 18, 20)
    for name, correct in [("Fractions", 10), ("Decimals", 9), ("Ratios", 8), ("Division", 7)]:
        on_skill(student, name, correct, 20)
    AssignedWorkFactory(
        student=student,
        assignment__title="Ratios 1",
        assignment__due_at=timezone.now() + timedelta(days=3),
    )

    response = signed_in.get(student_url(student))
    sheet, page = response.context["sheet"], words_of(response)

    assert [row.skill for row in sheet.strengths] == ["Shapes"]
    assert [row.skill for row in sheet.work_on] == ["Division", "Ratios", "Decimals"]
    # 18 + 10 + 9 + 8 + 7 = 52 of 100
    found = [
        page.index(each)
        for each in (
            "Shapes : 18 of 20 right (90%)",
            "Division 35% 7 of 20",
            "52% (52 of 100)",
            "Ratios 1, due Nov 26",
            "Notes",
        )
    ]
    assert found == sorted(found)


def test_sheet_of_a_student_has_no_rank_no_average_and_no_other_name(signed_in, classroom, student):
    on_skill(student, "Fractions", 11, 20)
    classmate(classroom, "Noa Lindqvist", (1, 20, 20))

    response = signed_in.get(student_url(student))

    page = words_of(response).lower()
    for word in ("noa", "rank", "percentile", "class average", "2nd", "lowest", "in class"):
        assert word not in page
    assert response.context["chart"]["class_average"] is None


def test_without_a_strength_the_best_skill_that_is_no_weakness_is_named(signed_in, student):
    on_skill(student, "Shapes", 16, 20)
    on_skill(student, "Fractions", 8, 20)

    sheet = signed_in.get(student_url(student)).context["sheet"]

    assert [row.skill for row in sheet.strengths] == ["Shapes"]


def test_skill_to_work_on_is_not_praised_on_the_same_page(signed_in, student):
    # Nine of ten in these seven days; over thirty days 21 of 40, which the path says.
    skill = SkillFactory(school=student.school, name="Shapes")
    LearningPathFactory(student=student, skill=skill, current_accuracy=21 / 40)
    practiced(student, 1, 9, 10, skill=skill)
    practiced(student, 20, 12, 30, skill=skill)

    sheet = signed_in.get(student_url(student, days=7)).context["sheet"]

    assert (sheet.strengths, [row.skill for row in sheet.work_on]) == ((), ["Shapes"])


def test_sheet_without_practice_says_so_and_leaves_room_for_notes(signed_in, student):
    page = words_of(signed_in.get(student_url(student)))

    for words in (
        "nothing to say yet",
        "No skill stands out as needing work.",
        "No assignment is open.",
        "Notes",
    ):
        assert words in page
    assert not re.search(r"\b0%", page)


def test_last_ten_days_and_four_assignments_have_room(signed_in, student):
    skill = SkillFactory(school=student.school)
    for ago in range(12):
        practiced(student, ago, 5, 10, skill=skill)
    for number in range(6):
        AssignedWorkFactory(student=student, assignment__title=f"Work {number}")

    response = signed_in.get(student_url(student))
    sheet = response.context["sheet"]

    assert [point.date.day for point in sheet.last_days] == list(range(14, 24))
    assert (len(sheet.open_work), sheet.more_open) == (4, 2)
    assert "and 2 more" in words_of(response)


def test_class_sheet_lists_everybody_in_the_order_asked_for(signed_in, classroom):
    classmate(classroom, "Ada", (1, 12, 20))
    classmate(classroom, "Ben", (1, 18, 20))
    classmate(classroom, "Quinn")

    response = signed_in.get(class_url(classroom, sort="-accuracy"))
    page = words_of(response)

    # (60 % + 90 %) ÷ 2 = 75 %, and 30 of 40.
    assert "2 of 3 students practiced: class average 75% (mean of 2), 75% of all 40 answers" in page
    assert "Ben 90% 18 of 20" in page
    assert page.index("Ben 90%") < page.index("Ada 60%") < page.index("Quinn no data never")


def test_class_sheet_of_an_empty_class_says_so(signed_in, classroom):
    assert "Nobody is enrolled in this class today." in words_of(
        signed_in.get(class_url(classroom))
    )


def test_sheets_say_whose_record_they_are_and_when_made(signed_in, classroom, student):
    for url in (class_url(classroom), student_url(student)):
        assert (
            "Confidential student record · Maple School · for Alice Moreno · Nov 23, 2026, 10:00 AM"
            in words_of(signed_in.get(url))
        )


def test_estimated_dates_are_marked_on_both_sheets(signed_in, classroom, student):
    practiced(student, 1, 5, 10, is_estimated=True)
    for url in (class_url(classroom), student_url(student)):
        assert "Dates are estimated" in words_of(signed_in.get(url))


def test_sheet_keeps_its_window_on_the_way_back(signed_in, classroom, student):
    for url, report in [
        (class_url(classroom, days=90), reverse("analytics:class_report", args=[classroom.pk])),
        (student_url(student, days=90), reverse("analytics:student_report", args=[student.pk])),
    ]:
        assert f'href="{report}?days=90"' in signed_in.get(url).text


def test_impossible_window_leads_to_the_usual_one_with_a_message(signed_in, classroom, student):
    for url, page in [
        (class_url(classroom, days=0), class_url(classroom)),
        (student_url(student, days=0), student_url(student)),
    ]:
        response = signed_in.get(url, follow=True)
        assert response.redirect_chain == [(page, 302)]
        assert "Choose a period of 1 to 366 days." in response.text


def test_printing_is_recorded_as_reading(signed_in, classroom, student, teacher):
    signed_in.get(class_url(classroom))
    signed_in.get(student_url(student))

    assert list(
        ReportView.objects.order_by("pk").values_list("viewer", "classroom", "student")
    ) == [
        (teacher.pk, classroom.pk, None),
        (teacher.pk, None, student.pk),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_class_sheet_asks_the_same_questions_for_one_student_and_three(
    signed_in, classroom, rows, django_assert_num_queries
):
    for number in range(rows):
        classmate(classroom, f"Student {number}", (1, 14, 20))
    with django_assert_num_queries(QUERIES_OF_CLASS):
        signed_in.get(class_url(classroom))


@pytest.mark.parametrize("rows", [1, 3])
def test_student_sheet_asks_the_same_questions_for_one_skill_and_three(
    signed_in, student, rows, django_assert_num_queries
):
    for number in range(rows):
        on_skill(student, f"Skill {number}", 10, 20, ago=number)
        AssignedWorkFactory(student=student)
    with django_assert_num_queries(QUERIES_OF_STUDENT):
        signed_in.get(student_url(student))
