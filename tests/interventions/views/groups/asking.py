"""Asking for the page about several students and sending what it shows, as a browser does."""

import re
from uuid import uuid4

HTMX = {"HX-Request": "true"}


def to(*students):
    return {"student": [student.pk for student in students]}


def names(previews):
    return [one.student.name for one in previews]


def shown(response):
    """The previews that can be ticked, by the names of their students."""
    return {row["preview"].student.name: row["preview"] for row in response.context["rows"]}


def ticked(response):
    return [row["preview"].student.name for row in response.context["rows"] if row["is_ticked"]]


def filled_in(response, **changes):
    """What a browser sends of the form as the page shows it; a change to None leaves the field out."""
    form, rows = response.context["form"], response.context["rows"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    data |= {"idempotency_key": str(uuid4())}
    data["seen"] = re.findall(r'name="seen" value="([^"]+)"', response.text)
    data["to"] = [row["preview"].student.pk for row in rows if row["is_ticked"]]
    return {name: value for name, value in (data | changes).items() if value is not None}
