"""The hand-written statements give the same figures as the reports they are held against."""

from collections import defaultdict

from alpha.bench import floor
from alpha.bench.subjects import subjects
from alpha.today.board import board_for
from analytics.metrics import activity, performance
from analytics.metrics.activity import as_date
from analytics.metrics.heatmap import cell_totals
from analytics.reports import class_report, student_report


def kinds(rows):
    found = defaultdict(list)
    for kind, *figures in rows:
        found[kind].append(figures)
    return found


def test_the_class_floor_has_the_figures_of_the_class_report(bench_class, period):
    report = class_report(bench_class, period=period)
    rows = kinds(floor.class_days(bench_class, period))
    in_window = [
        (student_id, as_date(day), answered, correct, seconds)
        for student_id, day, _, answered, correct, seconds in rows["day"]
        if as_date(day) in period
    ]

    assert report.overall.questions_answered == sum(row[2] for row in in_window)
    assert report.overall.time_spent_seconds == sum(row[4] for row in in_window)
    assert [
        (
            one.student_id,
            one.student,
            one.last_practice,
            one.questions,
            one.correct,
            one.active_days,
        )
        for one in report.table.rows
    ] == [
        (
            student_id,
            name,
            as_date(newest),
            sum(row[2] for row in in_window if row[0] == student_id),
            sum(row[3] for row in in_window if row[0] == student_id),
            sum(row[0] == student_id for row in in_window),
        )
        for student_id, newest, name, *_ in rows["student"]
    ]


def test_the_class_floor_reaches_back_as_far_as_the_trend(bench_class, period):
    today = bench_class.school.today()
    students = [row[0] for row in kinds(floor.class_days(bench_class, period))["student"]]
    days = activity.practice_by_day(
        students, start=performance.first_trend_day(today), end=period.end
    )

    assert sorted(
        (student_id, as_date(day), answered, correct, seconds)
        for student_id, day, _, answered, correct, seconds in kinds(
            floor.class_days(bench_class, period)
        )["day"]
    ) == [
        (student_id, row.day, row.answered, row.correct, row.seconds)
        for student_id in sorted(days)
        for row in days[student_id]
    ]


def test_the_heat_map_floor_has_the_cells_of_the_heat_map(bench_class, period):
    students = list(bench_class.students.values_list("pk", flat=True))

    assert {
        (student_id, skill_id): (correct, answered, as_date(newest))
        for student_id, skill_id, answered, correct, newest in floor.class_skills(
            bench_class, period
        )
    } == {
        pair: (cell.correct, cell.answered, cell.last_day)
        for pair, cell in cell_totals(students, period).items()
    }


def test_the_student_floor_has_the_figures_of_the_student_report(bench_class, period):
    student = bench_class.students.order_by("pk")[0]
    viewer = bench_class.teachers.get()
    report = student_report(student, viewer=viewer, period=period)
    rows = kinds(floor.student_figures(student, bench_class, period))
    days = [figures for _, day, *figures in rows["day"] if as_date(day) in period]

    assert report.overall.questions_answered == sum(answered for answered, _, _ in days)
    assert report.overall.questions_correct == sum(correct for _, correct, _ in days)
    assert report.overall.active_days == len(days)
    assert {(row.skill_id, row.questions, row.correct) for row in report.skills} == {
        (skill_id, answered, correct) for skill_id, _, answered, correct, _ in rows["skill"]
    }
    assert report.comparison.class_size == len(rows["classmate"])
    assert report.assignments.due == len(rows["work"])
    assert report.progress.xp == sum(points for _, _, points, _, _ in rows["xp"])
    assert {path.skill.name for path in student.learning_paths.all()} <= set(rows)


def test_the_morning_floor_has_the_alerts_of_the_cards(bench_class):
    # Asking for what is measured lets the rules look at the school.
    subjects()
    classroom = bench_class.__class__.objects.order_by("pk")[1]
    teacher = classroom.teachers.get()

    board = board_for(teacher)
    rows = floor.morning(teacher, classroom.school.today())

    on_cards = {pk for entry in (*board.first, *board.more) for pk in entry.card.alert_ids}
    assert on_cards
    assert {pk for pk, *_ in rows} == on_cards
