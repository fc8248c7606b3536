from analytics.charts import (
    active_students_chart,
    class_accuracy_chart,
    distribution_chart,
    student_accuracy_chart,
)

WINDOW = {"days": 4, "start": "2026-02-27", "end": "2026-03-02"}
TRENDS = {
    "direction": "declining",
    "points": [
        {"date": "2026-02-27", "accuracy": 2 / 3, "questions_answered": 12},
        {"date": "2026-03-01", "accuracy": 0.0, "questions_answered": 5},
    ],
}


def test_every_date_has_a_label_and_gaps_are_gaps():
    report = {"window": WINDOW, "trends": TRENDS, "comparison": {"class_average": 0.7}}

    assert student_accuracy_chart(report) == {
        "labels": ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"],
        # 0 of 5 is a zero; no practice is none.
        "values": [66.7, None, 0.0, None],
        "counts": [12, None, 5, None],
        "direction": "declining",
        "class_average": 70.0,
        "unit": "%",
        "label": "Accuracy",
    }


def test_without_a_class_or_an_average_none_is_drawn():
    report = {"window": WINDOW, "trends": TRENDS, "comparison": None}
    beside_nobody = report | {"comparison": {"class_average": None}}

    assert student_accuracy_chart(report)["class_average"] is None
    assert student_accuracy_chart(beside_nobody)["class_average"] is None


def test_a_class_is_drawn_without_an_average_of_itself():
    report = {
        "window": WINDOW,
        "trends": {"direction": "not_enough_data", "points": []},
        "overall": {"class_average": 0.7},
    }

    assert class_accuracy_chart(report) == {
        "labels": ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"],
        "values": [None] * 4,
        "counts": [None] * 4,
        "direction": "not_enough_data",
        "class_average": None,
        "unit": "%",
        "label": "Accuracy",
    }


def test_active_students_are_bars_with_gaps_for_days_without_practice():
    points = [
        {"date": "2026-02-28", "active_students": 2, "questions_answered": 12},
        {"date": "2026-03-01", "active_students": 1, "questions_answered": 5},
    ]
    report = {"window": WINDOW, "trends": {"points": points}, "overall": {"students": 4}}

    chart = active_students_chart(report)

    assert chart["values"] == [None, 2, 1, None]
    assert chart["counts"] == [None, 12, 5, None]
    # The axis ends at the whole class, so half of it looks like half.
    assert (chart["kind"], chart["highest"], chart["horizontal"]) == ("bar", 4, False)
    assert len(chart["tones"]) == 4


def test_bands_are_bars_under_their_names():
    chart = distribution_chart(
        {"Excellent": 2, "Good": 0, "Fair": 3, "Needs improvement": 1, "Not enough data": 4}
    )

    assert chart["labels"] == ["Excellent", "Good", "Fair", "Needs improvement", "Not enough data"]
    assert chart["values"] == [2, 0, 3, 1, 4]
    assert chart["tones"] == ["good", "good", "steady", "bad", "muted"]
    assert (chart["kind"], chart["highest"], chart["horizontal"]) == ("bar", 4, True)
