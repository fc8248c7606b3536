from functools import partial

from django.http import HttpRequest

from alpha.notifications.selectors import unread_count


def navigation(request: HttpRequest) -> dict[str, object]:
    """What the frame of every page shows: the number of unread notices, counted only where it is shown."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"unread_notices": partial(unread_count, user)}
