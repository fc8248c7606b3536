"""The tab “Create Targeted Assignment” of Take Action."""

import re
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from alpha.accounts.idempotency import KEY_REUSED
from alpha.accounts.models import IdempotencyKey
from alpha.learning.models import AssignedWork, Assignment, Skill
from alpha.notifications.models import Notification
from interventions.models import Intervention
from tests.factories import (
    ItemFactory,
    LearningPathFactory,
    PracticeSessionFactory,
    SchoolHolidayFactory,
    SkillFactory,
)
from tests.interventions.views.actions.asking import form_of

HTMX = {"HX-Request": "true"}
# A Monday, at noon in New York.
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
# Session, person, student and rights; the draft and the school days; the head of the dialog.
TAB_QUERIES = 18


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def address(student):
    return reverse("interventions:take_action", args=[student.pk], query={"action": "assignment"})


@pytest.fixture
def skills(student):
    """Of nine days with 20 answers each: 30, 33 and 36 of 60 right."""
    made = []
    for place, (name, correct) in enumerate([("Fractions", 10), ("Division", 11), ("Times", 12)]):
        skill = SkillFactory(school=student.school, name=name)
        LearningPathFactory(student=student, skill=skill, current_accuracy=correct / 20)
        for ago in range(place, 9, 3):
            PracticeSessionFactory(
                student=student,
                skill=skill,
                school_day=student.school.today() - timedelta(days=ago),
                questions_answered=20,
                questions_correct=correct,
            )
        ItemFactory(skill=skill)
        made.append(skill)
    return made


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def posted(*skills, **changes):
    return {
        "idempotency_key": str(uuid4()),
        "skills": [skill.pk for skill in skills],
        "title": "Fractions & Division Practice",
        "question_count": "15",
        "difficulty": "medium",
        "due_on": "2026-11-26",
        "due_time": "15:00",
        "suggested_title": "Targeted Practice - Fractions, Division, Times",
        "suggested_difficulty": "easy",
    } | changes


def words_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def shown(response, *names):
    form = form_of(response)
    return {name: form[name].value() for name in names}


# Opening


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_the_form_is_filled_in_before_anything_is_typed(signed_in, address, skills, headers):
    response = signed_in.get(address, headers=headers)

    assert shown(response, "title", "question_count", "difficulty", "due_on", "due_time") == {
        "title": "Targeted Practice - Fractions, Division, Times",
        "question_count": 15,
        "difficulty": "easy",
        "due_on": date(2026, 11, 26),
        "due_time": time(15),
    }
    assert form_of(response).chosen_ids == {skill.pk for skill in skills}
    page = words_of(response)
    assert "Fractions (50%) 30 of 60 right" in page
    assert "Recommended: Easy (based on 55% accuracy, 99 of 180)" in page
    assert "In three days (suggested)." in page
    assert "no school day" not in page
    assert ("<dialog" in response.text) == bool(headers)


def test_the_kinds_of_action_stand_beside_each_other(signed_in, address, skills):
    page = signed_in.get(address, headers=HTMX).text

    assert re.findall(r'<a id="tab-(\w+)"', page)[:2] == ["message", "assignment"]
    assert 'id="tab-assignment"' in page
    assert re.search(r'id="tab-assignment"[^>]+aria-current="true"', page)


def test_the_suggested_day_is_a_school_day_and_the_form_says_why(
    signed_in, address, skills, school
):
    SchoolHolidayFactory(school=school, starts_on=date(2026, 11, 26), ends_on=date(2026, 11, 27))

    response = signed_in.get(address)

    assert shown(response, "due_on") == {"due_on": date(2026, 11, 30)}
    assert "In three days is Thursday, November 26, no school day." in words_of(response)


def test_without_a_struggling_skill_the_form_says_so_and_ticks_nothing(signed_in, address, student):
    for name, accuracy in [("High", 0.9), ("Low", 0.7)]:
        skill = SkillFactory(school=student.school, name=name)
        LearningPathFactory(student=student, skill=skill, current_accuracy=accuracy)

    response = signed_in.get(address)

    page = words_of(response)
    assert "No skill of Sam Okafor is below 70%. The lowest come first" in page
    assert page.index("Low (70%)") < page.index("High (90%)")
    assert form_of(response).chosen_ids == set()
    assert shown(response, "title") == {"title": ""}


def test_the_other_skills_of_the_school_can_be_chosen_too(signed_in, address, skills, school):
    SkillFactory(school=school, name="Area")
    SkillFactory(name="Of another school")

    page = words_of(signed_in.get(address))

    assert "1 more skill Area not practiced yet" in page
    assert "Of another school" not in page


def test_skills_without_questions_are_named(signed_in, address, skills):
    skills[0].items.all().delete()

    page = words_of(signed_in.get(address))
    assert "Alpha has no questions on Fractions: practice on your school's platform counts." in page


def test_a_school_without_skills_says_what_to_do(signed_in, address):
    assert "The school has no skills yet" in words_of(signed_in.get(address))


@pytest.mark.parametrize("count", [1, 3])
def test_opening_asks_the_same_questions_for_one_skill_and_three(
    signed_in, address, student, count, django_assert_num_queries
):
    for number in range(count):
        skill = SkillFactory(school=student.school, name=f"Skill {number}")
        LearningPathFactory(student=student, skill=skill, current_accuracy=0.5)
    signed_in.get(address)

    with django_assert_num_queries(TAB_QUERIES):
        signed_in.get(address)


# Following the chosen skills: nothing is written


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_title_and_difficulty_follow_the_skills(signed_in, address, skills, headers):
    untouched = {
        "title": "Targeted Practice - Fractions, Division, Times",
        "difficulty": "easy",
        "preview": "skills",
    }

    response = signed_in.post(address, posted(*skills[:2], **untouched), headers=headers)

    assert shown(response, "title", "suggested_title", "difficulty") == {
        "title": "Targeted Practice - Fractions, Division",
        "suggested_title": "Targeted Practice - Fractions, Division",
        "difficulty": "easy",
    }
    # 63 of 120 on six days.
    assert "Recommended: Easy (based on 53% accuracy, 63 of 120)" in words_of(response)
    assert Assignment.objects.count() == 0


def test_what_the_teacher_changed_stays(signed_in, address, skills):
    response = signed_in.post(address, posted(*skills[:2], preview="skills"), headers=HTMX)

    assert shown(response, "title", "difficulty") == {
        "title": "Fractions & Division Practice",
        "difficulty": "medium",
    }


def test_an_emptied_title_is_filled_again(signed_in, address, skills):
    response = signed_in.post(address, posted(skills[1], title=" ", preview="skills"))

    assert shown(response, "title") == {"title": "Targeted Practice - Division"}


def test_a_preview_brings_its_pieces_alone(signed_in, address, skills):
    response = signed_in.post(address, posted(*skills, preview="skills"), headers=HTMX)

    assert re.findall(r'<(?:div|p)[^>]*id="([\w-]+)"[^>]*hx-swap-oob', response.text) == [
        "assignment-title",
        "assignment-difficulty",
        "assignment-reason",
        "assignment-closed",
        "assignment-platform",
    ]
    assert "<form" not in response.text


def test_without_scripts_a_preview_keeps_everything_typed(signed_in, address, skills):
    sent = posted(skills[0], question_count="many", due_on="soon", preview="skills")

    response = signed_in.post(address, sent)

    names = ("question_count", "due_on", "due_time", "title", "difficulty", "idempotency_key")
    assert shown(response, *names) == {name: sent[name] for name in names}
    assert form_of(response).chosen_ids == {skills[0].pk}
    assert form_of(response).errors == {}


def test_a_day_without_school_is_pointed_out_and_the_next_one_offered(signed_in, address, skills):
    sent = posted(*skills, due_on="2026-11-28", preview="due")

    page = words_of(signed_in.post(address, sent, headers=HTMX))

    assert "Saturday, November 28 is no school day. Make it Monday, November 30" in page


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_the_offered_day_is_taken(signed_in, address, skills, headers):
    sent = posted(*skills, due_on="2026-11-28", due_time="08:15", preview="next_day")

    response = signed_in.post(address, sent, headers=headers)

    assert shown(response, "due_on", "due_time") == {
        "due_on": date(2026, 11, 30),
        "due_time": "08:15",
    }
    assert "no school day" not in words_of(response)


# Creating


def test_create_assignment_writes_work_intervention_and_notice(
    signed_in, address, student, teacher, skills
):
    response = signed_in.post(address, posted(*skills[:2]), headers=HTMX)

    work = AssignedWork.objects.get()
    assignment = work.assignment
    assert (work.student, assignment.created_by) == (student, teacher)
    assert (assignment.title, assignment.question_count, assignment.difficulty) == (
        "Fractions & Division Practice",
        15,
        "medium",
    )
    assert set(assignment.skills.all()) == set(skills[:2])
    assert assignment.due_at == datetime(2026, 11, 26, 20, tzinfo=UTC)
    assert Intervention.objects.get().assigned_work == work
    assert Notification.objects.get().recipient == student.user
    page = words_of(response)
    assert "Assignment created and given to Sam Okafor" in page
    assert "Do something else for Sam Okafor Send Message Create Targeted Assignment" in page
    assert response["HX-Trigger"] == '{"interventionChanged": {}}'


def test_plain_creating_leads_to_the_history_and_says_so(signed_in, address, student, skills):
    response = signed_in.post(address, posted(*skills), follow=True)

    history = reverse("interventions:history", args=[student.pk])
    assert response.redirect_chain == [(history, 302)]
    assert "Assignment created and given to Sam Okafor" in response.text
    assert "Targeted assignment created: Fractions &amp; Division Practice" in response.text


def test_opened_and_sent_unchanged_it_takes_two_requests(signed_in, address, skills):
    form = form_of(signed_in.get(address))
    sent = {name: form[name].value() for name in form.fields}

    signed_in.post(address, sent | {"due_time": "15:00"})

    assignment = Assignment.objects.get()
    assert assignment.title == "Targeted Practice - Fractions, Division, Times"
    assert (assignment.difficulty, assignment.skills.count()) == ("easy", 3)


def test_an_empty_title_becomes_the_usual_one(signed_in, address, skills):
    signed_in.post(address, posted(skills[2], title=""))

    assert Assignment.objects.get().title == "Targeted Practice - Times"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_second_click_shows_the_first_success_and_writes_nothing(
    signed_in, address, skills, headers
):
    sent = posted(*skills)
    first = signed_in.post(address, sent, headers=headers)
    second = signed_in.post(address, sent, headers=headers)

    assert (second.status_code, second.text) == (first.status_code, first.text)
    assert "HX-Trigger" not in second
    assert Assignment.objects.count() == Intervention.objects.count() == 1


def test_a_form_sent_again_with_other_content_is_refused(signed_in, address, skills):
    sent = posted(*skills)
    signed_in.post(address, sent)

    response = signed_in.post(address, sent | {"question_count": "20"}, headers=HTMX)

    assert response.status_code == 422
    assert KEY_REUSED in response.text
    assert Assignment.objects.count() == 1


@pytest.mark.parametrize("headers, status", [({}, 200), (HTMX, 422)], ids=["plain", "htmx"])
def test_a_day_without_school_is_asked_about_once(signed_in, address, skills, headers, status):
    sent = posted(*skills, due_on="2026-11-28")

    asked = signed_in.post(address, sent, headers=headers)
    assert asked.status_code == status
    assert "Saturday, November 28 is no school day." in words_of(asked)
    assert Assignment.objects.count() == 0

    found = re.search(r'name="asked_about" value="([\d-]+)"', asked.text)[1]
    signed_in.post(address, sent | {"asked_about": found}, headers=headers)
    assert Assignment.objects.get().due_at == datetime(2026, 11, 28, 20, tzinfo=UTC)


# Refusals


REFUSED = {
    "no skill": ({"skills": []}, "skills", "Choose at least one skill."),
    "unknown skill": ({"skills": [987_654]}, "skills", "Choose skills from the list."),
    "no id": ({"skills": ["1 OR 1=1"]}, "skills", "Choose skills from the list."),
    "huge id": ({"skills": ["9" * 40]}, "skills", "Choose skills from the list."),
    "0 questions": ({"question_count": "0"}, "question_count", "Ask at least one question."),
    "201 questions": ({"question_count": "201"}, "question_count", "Ask at most 200 questions."),
    "half a question": ({"question_count": "1.5"}, "question_count", "Write a whole number."),
    "no number": ({"question_count": ""}, "question_count", "Ask at least one question."),
    "long title": (
        {"title": "x" * 201},
        "title",
        "Ensure this value has at most 200 characters (it has 201).",
    ),
    "no difficulty": (
        {"difficulty": "brutal"},
        "difficulty",
        "Choose one of the difficulties in the list.",
    ),
    "yesterday": ({"due_on": "2026-11-22"}, "due_on", "Choose a time that is still to come."),
    "this morning": (
        {"due_on": "2026-11-23", "due_time": "11:59"},
        "due_time",
        "Choose a time that is still to come.",
    ),
    "in two years": ({"due_on": "2028-11-22"}, "due_on", "Choose a day within a year."),
    "the last day of all": ({"due_on": "9999-12-31"}, "due_on", "Choose a day within a year."),
    "no date": ({"due_on": "2026-02-30"}, "due_on", "Write a date."),
    "no time": ({"due_time": "25:00"}, "due_time", "Write a time."),
    "an hour that does not exist": (
        {"due_on": "2027-03-14", "due_time": "02:30"},
        "due_time",
        "There is no 2:30 AM on March 14: the clocks go forward. Choose another time.",
    ),
    "an hour that comes twice": (
        {"due_on": "2027-11-07", "due_time": "01:30"},
        "due_time",
        "1:30 AM comes twice on November 7: the clocks go back. Choose a time outside that hour.",
    ),
}


@pytest.mark.parametrize("changes, field, words", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("headers, status", [({}, 200), (HTMX, 422)], ids=["plain", "htmx"])
def test_what_cannot_be_comes_back_with_the_reason_beside_its_field(
    signed_in, address, skills, headers, status, changes, field, words
):
    sent = posted(*skills[:2]) | changes
    response = signed_in.post(address, sent, headers=headers)

    form = form_of(response)
    assert response.status_code == status
    assert form.errors == {field: [words]}
    assert words in response.text.replace("&#x27;", "'")
    typed = {name: value for name, value in sent.items() if name != "skills"}
    assert {name: form[name].value() for name in typed} == typed
    if field != "skills":
        assert form.chosen_ids == {skill.pk for skill in skills[:2]}
    assert Assignment.objects.count() == Notification.objects.count() == 0
    assert IdempotencyKey.objects.count() == 0


def test_every_mistake_is_told_at_once(signed_in, address, skills):
    sent = posted(title="x", question_count="0", due_on="", due_time="")

    form = form_of(signed_in.post(address, sent))

    assert set(form.errors) == {"skills", "question_count", "due_on", "due_time"}


def test_a_skill_of_another_school_is_refused(signed_in, address, skills):
    form = form_of(signed_in.post(address, posted(skills[0], SkillFactory())))

    assert form.errors == {"skills": ["Choose skills from the list."]}


def test_a_refused_form_can_be_mended_and_sent_with_the_same_key(signed_in, address, skills):
    sent = posted(*skills, question_count="0")
    signed_in.post(address, sent)

    signed_in.post(address, sent | {"question_count": "10"})

    assert Assignment.objects.get().question_count == 10


def test_markup_in_names_and_titles_is_shown_as_text(signed_in, address, skills, student):
    Skill.objects.filter(pk=skills[0].pk).update(name="<b>{x}</b>")

    opened = signed_in.get(address, headers=HTMX)
    signed_in.post(address, posted(skills[0], title="<script>alert(1)</script>"))
    client = signed_in
    client.force_login(student.user)
    work = AssignedWork.objects.get()

    pages = [opened, client.get("/inbox/"), client.get("/me/"), client.get(f"/me/work/{work.pk}/")]
    assert not any("<b>{x}" in page.text or "<script>alert" in page.text for page in pages)
    assert all("&lt;script&gt;alert(1)" in page.text for page in pages[1:])


@pytest.mark.parametrize(
    "code, status",
    [
        ("CO", 200),
        ("LE", 403),
        ("AIDE", 403),
        ("AD", 403),
        ("TO", 404),
        ("TX", 404),
        ("ST", 404),
        ("GU", 404),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_assign(client, people, address, skills, code, status, method):
    client.force_login(getattr(people, code))

    sent = posted(*skills) if method == "post" else None
    response = getattr(client, method)(address, sent, headers=HTMX)

    assert response.status_code == status
    assert Assignment.objects.count() == (1 if (status, method) == (200, "post") else 0)


def test_leaders_are_not_offered_what_they_may_not_do(client, people, student):
    client.force_login(people.LE)

    page = client.get(reverse("interventions:take_action", args=[student.pk])).text

    assert "Create Targeted Assignment" not in page


def test_the_student_finds_the_work_in_list_and_inbox(signed_in, address, student, skills):
    signed_in.post(address, posted(*skills[:2]))
    signed_in.force_login(student.user)
    work = AssignedWork.objects.get()

    assert "Fractions &amp; Division Practice" in signed_in.get("/me/").text
    inbox = signed_in.get("/inbox/").text
    assert f'href="/me/work/{work.pk}/"' in inbox
    assert "15 questions, due November 26." in inbox
