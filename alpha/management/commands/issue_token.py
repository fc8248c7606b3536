from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alpha.accounts.models import User
from alpha.accounts.tokens import MAX_DAYS, TokenRefused, issue


class Command(BaseCommand):
    help = "Makes an API token for somebody on the staff and prints it, this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="Command line", help="which program has it")
        parser.add_argument("--act", action="store_true", help="may act, not only read")
        parser.add_argument("--days", type=int, default=90, help=f"good for, at most {MAX_DAYS}")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no {options['username']}.")
        try:
            _, secret = issue(
                user,
                name=options["name"],
                may_read=True,
                may_act=options["act"],
                days=options["days"],
            )
        except TokenRefused as refused:
            raise CommandError(refused.message) from None
        self.stdout.write(secret)
