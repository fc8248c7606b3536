"""What is in somebody's inbox."""

from alpha.accounts.models import User
from alpha.notifications.models import Notification, NotificationQuerySet


def inbox_of(person: User) -> NotificationQuerySet:
    """What has arrived, newest first; nobody reads another's."""
    return Notification.objects.released().filter(recipient=person)


def unread_count(person: User) -> int:
    return inbox_of(person).unread().count()
