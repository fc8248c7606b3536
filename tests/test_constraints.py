"""Every rule that the database holds, broken once."""

from datetime import UTC, date, datetime, time
from functools import partial

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from tests import factories as make

pytestmark = pytest.mark.django_db

APPS = (
    "accounts",
    "jobs",
    "learning",
    "gamification",
    "notifications",
    "analytics",
    "interventions",
)


def twice(factory, **same):
    """The same row again: `same` holds the values that may occur once only."""
    values = {name: value() if callable(value) else value for name, value in same.items()}
    factory(**values)
    factory(**values)


def outside_twice(factory):
    twice(factory, school=make.SchoolFactory, source="sis", external_id="7")


def two_templates_for_one_default():
    twice(make.MessageTemplateFactory, school=make.SchoolFactory, default_key="struggling-1")


def one_email_in_two_spellings():
    make.UserFactory(email="ada@example.org")
    make.UserFactory(email="Ada@Example.org")


def parent_told_twice():
    notice = make.ParentNotificationFactory()
    guardian = make.GuardianFactory(school=notice.student.school)
    twice(make.ParentNotificationFactory, intervention=notice.intervention, guardian=guardian)


def two_letters_in_use_on_one_topic():
    twice(make.LetterTemplateFactory, school=make.SchoolFactory, topic="going_well")


def two_letters_for_one_default():
    school = make.SchoolFactory
    twice(make.LetterTemplateFactory, school=school, default_key="going_well", is_active=False)


def message_intervention_without_its_message():
    make.InterventionFactory(message=None)


def backwards(factory):
    factory(starts_on=date(2026, 9, 2), ends_on=date(2026, 9, 1))


def group_with_one_student_twice():
    student = make.StudentFactory()
    twice(
        make.MeetingFactory,
        student=student,
        group_id="7d1ff9e8-52a4-4cf6-8a52-1a5bb1b0f7a1",
        meeting_type="group",
    )


def one_calendar_entry_twice():
    student = make.StudentFactory()
    twice(make.MeetingFactory, student=student, ics_uid="7d1ff9e8-52a4-4cf6-8a52-1a5bb1b0f7a1")


def enrolled_twice_at_once():
    enrollment = make.EnrollmentFactory(starts_on=date(2026, 9, 1))
    make.EnrollmentFactory(
        student=enrollment.student, classroom=enrollment.classroom, starts_on=date(2026, 10, 1)
    )


def enrolled_twice_on_one_day():
    dates = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 9, 2)}
    enrollment = make.EnrollmentFactory(**dates)
    make.EnrollmentFactory(student=enrollment.student, classroom=enrollment.classroom, **dates)


def one_student_twice_in_a_group_action():
    twice(
        make.GroupActionItemFactory, group=make.GroupActionFactory(), student=make.StudentFactory()
    )


BROKEN = {
    "school_bands_descend": partial(make.SchoolFactory, good_from=0.95),
    "school_struggling_is_share": partial(make.SchoolFactory, struggling_below=1.2),
    "school_minimum_answers_positive": partial(make.SchoolFactory, minimum_answers=0),
    "holiday_ends_after_start": partial(
        make.SchoolHolidayFactory, starts_on=date(2026, 12, 2), ends_on=date(2026, 12, 1)
    ),
    "user_email_unique": one_email_in_two_spellings,
    "user_external_id_unique": partial(outside_twice, make.UserFactory),
    "user_role_known": partial(make.UserFactory, role="janitor"),
    "idempotency_key_unique": partial(
        twice, make.IdempotencyKeyFactory, user=make.UserFactory, key="once"
    ),
    "api_token_has_scope": partial(make.ApiTokenFactory, may_read=False),
    "api_token_expires_after_creation": partial(
        make.ApiTokenFactory, expires_at=datetime(2026, 9, 1, tzinfo=UTC)
    ),
    "rate_count_once": partial(twice, make.RateCountFactory, subject=lambda: "user:7"),
    "student_external_id_unique": partial(outside_twice, make.StudentFactory),
    "guardian_external_id_unique": partial(outside_twice, make.GuardianFactory),
    "guardianship_unique": partial(
        twice, make.GuardianshipFactory, student=make.StudentFactory, guardian=make.GuardianFactory
    ),
    "guardian_quiet_hours_whole": partial(make.GuardianFactory, quiet_from=time(20)),
    "mail_opt_out_unique": partial(
        twice, make.MailOptOutFactory, guardianship=make.GuardianshipFactory
    ),
    "mail_opt_out_category_known": partial(make.MailOptOutFactory, category="jokes"),
    "classroom_external_id_unique": partial(outside_twice, make.ClassroomFactory),
    "classroom_teacher_unique": partial(
        twice,
        make.ClassroomTeacherFactory,
        classroom=make.ClassroomFactory,
        teacher=make.TeacherFactory,
    ),
    "classroom_teacher_dates_in_order": partial(backwards, make.ClassroomTeacherFactory),
    "enrollment_unique": enrolled_twice_on_one_day,
    "enrollment_open_unique": enrolled_twice_at_once,
    "enrollment_dates_in_order": partial(backwards, make.EnrollmentFactory),
    "skill_code_unique": partial(
        twice, make.SkillFactory, school=make.SchoolFactory, code="fractions"
    ),
    "skill_external_id_unique": partial(outside_twice, make.SkillFactory),
    "assignment_external_id_unique": partial(outside_twice, make.AssignmentFactory),
    "assignment_has_questions": partial(make.AssignmentFactory, question_count=0),
    "assigned_once": partial(
        twice,
        make.AssignedWorkFactory,
        student=make.StudentFactory,
        assignment=make.AssignmentFactory,
    ),
    "assigned_work_completed_has_time": partial(make.AssignedWorkFactory, status="completed"),
    "assigned_work_correct_within_answered": partial(
        make.AssignedWorkFactory, questions_answered=3, questions_correct=4
    ),
    "practice_session_external_id_unique": partial(
        twice,
        make.PracticeSessionFactory,
        student=make.StudentFactory,
        source="sis",
        external_id="7",
    ),
    "practice_session_correct_within_answered": partial(
        make.PracticeSessionFactory, questions_answered=3, questions_correct=4
    ),
    "attempt_external_id_unique": partial(
        twice,
        make.AttemptFactory,
        session=make.PracticeSessionFactory,
        source="sis",
        external_id="7",
    ),
    "attempt_position_unique": partial(
        twice, make.AttemptFactory, session=make.PracticeSessionFactory, position=1
    ),
    "learning_path_unique": partial(
        twice, make.LearningPathFactory, student=make.StudentFactory, skill=make.SkillFactory
    ),
    "learning_path_correct_within_answered": partial(
        make.LearningPathFactory, questions_answered=3, questions_correct=4
    ),
    "learning_path_mastered_has_time": partial(make.LearningPathFactory, mastery_achieved=True),
    "learning_path_accuracy_is_share": partial(make.LearningPathFactory, current_accuracy=55),
    "xp_points_not_zero": partial(make.XPEventFactory, points=0),
    "streak_current_within_longest": partial(make.StreakFactory, current_days=3, longest_days=2),
    "achievement_need_positive": partial(make.AchievementFactory, need=0),
    "achievement_awarded_once": partial(
        twice,
        make.AchievementAwardFactory,
        user=make.UserFactory,
        achievement=make.AchievementFactory,
    ),
    "notification_link_is_path": partial(
        make.NotificationFactory, link="https://example.org/elsewhere"
    ),
    "outbound_email_sent_has_time": partial(make.OutboundEmailFactory, status="sent"),
    "outbound_email_sending_has_lease": partial(make.OutboundEmailFactory, status="sending"),
    "outbound_email_status_known": partial(make.OutboundEmailFactory, status="lost"),
    "outbound_email_category_known": partial(make.OutboundEmailFactory, category="jokes"),
    "outbound_email_quiet_hours_whole": partial(make.OutboundEmailFactory, quiet_until=time(7)),
    "outbound_email_message_id_unique": partial(
        twice, make.OutboundEmailFactory, message_id="<1@example.org>"
    ),
    "alert_open_once": partial(twice, make.AlertFactory, dedupe_key="struggling:1"),
    "alert_once_an_episode": partial(
        twice,
        make.AlertFactory,
        dedupe_key="inactivity:1",
        episode="after 2026-11-13",
        status="resolved",
        closed_at=timezone.now,
        close_reason="over",
    ),
    "alert_closed_has_time": partial(make.AlertFactory, status="resolved", close_reason="over"),
    "alert_close_reason_fits_status": partial(
        make.AlertFactory, status="dismissed", closed_at=timezone.now(), close_reason="over"
    ),
    "alert_snoozed_while_open": partial(
        make.AlertFactory,
        status="resolved",
        closed_at=timezone.now(),
        close_reason="over",
        snoozed_until=date(2026, 12, 1),
    ),
    "alert_severity_known": partial(make.AlertFactory, severity="dreadful"),
    "alert_certainty_is_share": partial(make.AlertFactory, certainty=83),
    "alert_kind_known": partial(make.AlertFactory, kind="mood"),
    "alert_student_unless_class_note": partial(make.AlertFactory, kind="class_gap"),
    "alert_skill_and_assignment_named": partial(make.AlertFactory, kind="wheel_spinning"),
    "alert_trigger_once_a_day": partial(
        twice, make.AlertTriggerFactory, key="struggling:1", evaluated_on=date(2026, 11, 23)
    ),
    "alert_trigger_kind_known": partial(make.AlertTriggerFactory, kind="mood"),
    "alert_trigger_severity_known": partial(make.AlertTriggerFactory, severity="dreadful"),
    "alert_trigger_certainty_is_share": partial(make.AlertTriggerFactory, certainty=-0.1),
    "alert_trigger_student_unless_class_note": partial(make.AlertTriggerFactory, kind="class_gap"),
    "alert_trigger_skill_and_assignment_named": partial(make.AlertTriggerFactory, kind="overdue"),
    "alert_change_action_known": partial(make.AlertChangeFactory, action="forgotten"),
    "alert_change_made_by_somebody": partial(make.AlertChangeFactory, made_by=None),
    "alert_change_undo_names_what": partial(make.AlertChangeFactory, action="undone"),
    "rules_inactive_school_days": partial(make.ClassroomRulesFactory, inactive_school_days=1),
    "rules_struggling_below": partial(make.ClassroomRulesFactory, struggling_below=70),
    "rules_struggling_certainty": partial(make.ClassroomRulesFactory, struggling_certainty=0.5),
    "rules_minimum_answers": partial(make.ClassroomRulesFactory, minimum_answers=9),
    "rules_decline_change": partial(make.ClassroomRulesFactory, decline_change=0.05),
    "rules_stuck_answers": partial(make.ClassroomRulesFactory, stuck_answers=4),
    "rules_stuck_below": partial(make.ClassroomRulesFactory, stuck_below=0.8),
    "rules_overdue_school_days": partial(make.ClassroomRulesFactory, overdue_school_days=0),
    "rules_streak_days": partial(make.ClassroomRulesFactory, streak_days=2),
    "report_view_has_one_subject": partial(make.ReportViewFactory, student=None),
    "message_template_default_unique": two_templates_for_one_default,
    "message_template_category_known": partial(make.MessageTemplateFactory, category="praise"),
    "teacher_message_read_has_time": partial(make.TeacherMessageFactory, is_read=True),
    "teacher_message_not_empty": partial(make.TeacherMessageFactory, message=""),
    "group_action_kind_known": partial(make.GroupActionFactory, kind="detention"),
    "group_item_once": one_student_twice_in_a_group_action,
    "group_item_status_known": partial(make.GroupActionItemFactory, status="lost"),
    "group_item_failed_has_reason": partial(make.GroupActionItemFactory, status="failed"),
    "group_item_made_something_only_when_done": lambda: make.GroupActionItemFactory(
        intervention=make.InterventionFactory()
    ),
    "meeting_group_once": group_with_one_student_twice,
    "meeting_ics_uid_unique": one_calendar_entry_twice,
    "meeting_duration_positive": partial(make.MeetingFactory, duration_minutes=0),
    "meeting_type_known": partial(make.MeetingFactory, meeting_type="detention"),
    "meeting_status_known": partial(make.MeetingFactory, status="forgotten"),
    "meeting_cancelled_has_time": partial(
        make.MeetingFactory, status="cancelled", cancelled_at=None
    ),
    "meeting_mail_once": partial(
        twice,
        make.MeetingMailFactory,
        meeting=make.MeetingFactory,
        guardian=make.GuardianFactory,
    ),
    "meeting_mail_to_teacher_once": partial(
        twice, make.MeetingMailFactory, meeting=make.MeetingFactory
    ),
    "meeting_mail_kind_known": partial(make.MeetingMailFactory, kind="telegram"),
    "intervention_rating_1_to_5": partial(make.InterventionFactory, effectiveness_rating=6),
    "intervention_resolved_has_time": partial(make.InterventionFactory, is_resolved=True),
    "intervention_resolver_only_when_resolved": lambda: make.InterventionFactory(
        resolved_by=make.TeacherFactory()
    ),
    "intervention_change_kind_known": partial(make.InterventionChangeFactory, kind="forgotten"),
    "intervention_change_rates_what_is_resolved": partial(
        make.InterventionChangeFactory, kind="reopened", effectiveness_rating=4
    ),
    "intervention_goal_1_to_100": partial(
        make.InterventionFactory, goal_percent=101, goal_on=date(2026, 12, 7)
    ),
    "intervention_goal_has_date": partial(make.InterventionFactory, goal_percent=80),
    "intervention_links_what_it_made": message_intervention_without_its_message,
    "letter_template_default_unique": two_letters_for_one_default,
    "letter_template_one_in_use": two_letters_in_use_on_one_topic,
    "letter_template_topic_known": partial(make.LetterTemplateFactory, topic="gossip"),
    "parent_notified_once": parent_told_twice,
    "parent_notification_mail_needs_guardian": lambda: make.ParentNotificationFactory(
        email=make.OutboundEmailFactory()
    ),
}


def named_constraints():
    return {
        constraint.name: constraint
        for label in APPS
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints
    }


def test_every_named_constraint_is_broken_here():
    assert set(BROKEN) == set(named_constraints())


@pytest.mark.parametrize("name", BROKEN)
def test_database_refuses(name):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        BROKEN[name]()

    # SQLite names the columns of a broken unique rule, not the rule.
    is_check = isinstance(named_constraints()[name], models.CheckConstraint)
    assert name in str(refusal.value) or (connection.vendor == "sqlite" and not is_check)


def test_rows_made_by_hand_need_no_outside_id():
    school = make.SchoolFactory()

    for factory in (make.UserFactory, make.StudentFactory, make.SkillFactory):
        factory.create_batch(2, school=school, source="", external_id="")


def test_two_schools_may_use_the_same_outside_id():
    make.StudentFactory(source="sis", external_id="7")
    make.StudentFactory(source="sis", external_id="7")


def test_students_need_no_email():
    make.UserFactory.create_batch(2, email="")


def test_closed_alert_may_be_raised_again():
    closed = {"status": "resolved", "closed_at": timezone.now(), "close_reason": "over"}
    make.AlertFactory(dedupe_key="struggling:1", **closed)
    make.AlertFactory(dedupe_key="struggling:1", **closed)
    make.AlertFactory(dedupe_key="struggling:1")


@pytest.mark.parametrize("days", [2, 40, None])
def test_threshold_within_its_range_is_kept(days):
    rules = make.ClassroomRulesFactory(inactive_school_days=days)

    rules.refresh_from_db()
    assert rules.inactive_school_days == days


@pytest.mark.parametrize("rating", [1, 5, None])
def test_rating_within_its_range_is_kept(rating):
    intervention = make.InterventionFactory(effectiveness_rating=rating)

    intervention.refresh_from_db()
    assert intervention.effectiveness_rating == rating


def test_student_may_come_back_to_a_class():
    enrollment = make.EnrollmentFactory(starts_on=date(2025, 9, 1), ends_on=date(2026, 6, 30))

    make.EnrollmentFactory(
        student=enrollment.student, classroom=enrollment.classroom, starts_on=date(2026, 9, 1)
    )
