"""Students by the accounts that other systems know them by."""

from collections.abc import Collection

from django.conf import settings
from django.db.models import Q
from django.http import Http404

from alpha.accounts.models import User
from alpha.learning.access import check_may_record, students_visible_to
from alpha.learning.reported import is_text
from alpha.learning.xapi import Account


def students_by_account(user: User, accounts: Collection[Account]) -> dict[Account, int]:
    """Ids of the students behind the accounts, for whom the user may record practice; refusals as `check_may_record`.

    At the home page of this installation a name is a username. At any other it is an id from outside: that of a student
    whose `source` is the home page, else that of the only student who has it, whatever its source.
    """
    names = {account.name for account in accounts if is_text(account.name)}
    found = students_visible_to(user).filter(
        Q(external_id__in=names - {""}) | Q(user__username__in=names)
    )
    rows = list(found.values_list("pk", "source", "external_id", "user__username"))
    students: dict[Account, int] = {}
    for account in accounts:
        if _page(account.home_page) == _page(settings.SITE_URL):
            ids = [pk for pk, _, _, username in rows if username == account.name]
        else:
            own = [(pk, source) for pk, source, name, _ in rows if name == account.name]
            ids = [pk for pk, source in own if source == account.home_page] or [pk for pk, _ in own]
        # Two students with one name at one page: nobody can say who is meant.
        if len(ids) == 1:
            students[account] = ids[0]
    if len(students) < len(set(accounts)):
        raise Http404
    check_may_record(user, students.values())
    return students


def _page(address: str) -> str:
    return address.casefold().rstrip("/")
