from django.http import HttpRequest

from alpha.notifications.models import Notification


def navigation(request: HttpRequest) -> dict[str, object]:
    """What the frame of every page shows: the number of unread notices."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"unread_notices": Notification.objects.filter(recipient=user).unread().count}
