"""What `manage.py check`, and with it every start, finds out before a visitor does."""

from collections.abc import Sequence
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning

# One file of each library, as the pages ask for it.
FRONT_END_FILES = (
    "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap/dist/js/bootstrap.bundle.min.js",
    "chart.js/dist/chart.umd.min.js",
    "chartjs-plugin-annotation/dist/chartjs-plugin-annotation.min.js",
)


def front_end_libraries(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """A warning only: commands that show no page, and servers with collected files, do without the folder."""
    folder = Path(settings.NODE_MODULES)
    missing = [name for name in FRONT_END_FILES if not (folder / name).is_file()]
    if not missing:
        return []
    return [
        CheckWarning(
            f"Front-end libraries are missing: {', '.join(missing)}.",
            hint="Run `npm ci --ignore-scripts` in the project folder"
            " (or `make demo`, which brings npm along where there is none).",
            id="alpha.W001",
        )
    ]
