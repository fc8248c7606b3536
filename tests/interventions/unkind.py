"""What no letter of ours says to a family: comparisons, predictions, verdicts. English and Spanish."""

import re

RANKS = (
    *("rank", "ranked", "ranking", "percentile", "average", "classmates", "peers", "top", "bottom"),
    *("lowest", "highest", "best in", "worst", "other students", "other children", "compared to"),
    *(
        "promedio",
        "percentil",
        "puesto",
        "ranking",
        "compañeros",
        "otros estudiantes",
        "otros niños",
    ),
    *("mejor de", "peor", "último lugar"),
)
PREDICTIONS = (
    *(
        "predict",
        "predicted",
        "forecast",
        "will fail",
        "at risk",
        "on track to",
        "likely",
        "expected",
    ),
    *("predicción", "pronóstico", "en riesgo", "probable", "probablemente", "va a reprobar"),
)
VERDICTS = (
    *(
        "fail",
        "failing",
        "failed",
        "failure",
        "struggling",
        "weak",
        "poor",
        "bad",
        "lazy",
        "careless",
    ),
    *("disappointed", "wrong", "must", "unfortunately", "behind", "smart", "talented", "below"),
    *("fracaso", "fracasar", "reprobar", "malo", "mala", "flojo", "débil", "lamentablemente"),
    *("debe", "tiene que", "atrasado", "inteligente", "bajo"),
)


def unkind_words(text):
    return [
        word
        for word in (*RANKS, *PREDICTIONS, *VERDICTS)
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, flags=re.IGNORECASE)
    ]
