"""How an action is refused. Each says which answer it becomes; nothing was written when one is raised."""

from django.http import Http404


class NotFound(Http404):
    """The student or record does not exist for this person (404)."""


class Invalid(Exception):
    """Something typed cannot be used: `message` belongs beside `field` (422 for the API, the form again for people)."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class Conflict(Exception):
    """The thing is no longer in the state the action needs (409)."""
