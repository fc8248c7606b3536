from alpha.templatetags.charts import interval_rows
from interventions.effect_charts import effects_chart
from interventions.effects import Effect

UP = Effect("ok", 14, 6, 0.0923, 0.03, 0.0334, 0.1521, 0.99, "up")
UNCLEAR = Effect("ok", 11, 6, -0.0126, 0.025, -0.0612, 0.0361, 0.31)


def test_each_estimate_is_an_interval_in_points_with_its_students():
    chart = effects_chart(
        [("Assignment", UP), ("Meeting", Effect("insufficient", 6, 0)), ("Message", UNCLEAR)]
    )

    assert chart == {
        "kind": "interval",
        "labels": ["Assignment", "Message"],
        "values": [9.2, -1.3],
        "lows": [3.3, -6.1],
        "highs": [15.2, 3.6],
        "counts": [14, 11],
        "tones": ["good", "steady"],
        # 15.2 needs 20 to the right, so there are 20 to the left.
        "reach": 20,
        "class_average": None,
        "unit": " points",
        "label": "Difference from similar classmates",
    }


def test_a_small_difference_looks_small():
    small = Effect("ok", 90, 6, 0.004, 0.002, 0.0, 0.008, 0.97)

    assert effects_chart([("Message", small)])["reach"] == 10
    assert effects_chart([])["reach"] == 10


def test_the_table_beside_it_carries_signs():
    chart = effects_chart([("Assignment", UP), ("Message", UNCLEAR)])

    assert interval_rows(chart) == [
        {"label": "Assignment", "value": "+9.2", "low": "+3.3", "high": "+15.2", "count": 14},
        {"label": "Message", "value": "−1.3", "low": "−6.1", "high": "+3.6", "count": 11},
    ]
