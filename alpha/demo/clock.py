"""Days and hours of the demonstration school, counted back from the day of seeding."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from alpha.accounts.models import School
from alpha.periods import Period

HISTORY_DAYS = 120
# The holiday is the school week that holds this day.
HOLIDAY_AGO = 70


@dataclass(frozen=True)
class DemoClock:
    """`ago` is a number of days before the day of seeding; 0 is that day, -1 the next."""

    school: School
    now: datetime

    @property
    def today(self) -> date:
        return self.school.day_of(self.now)

    @property
    def holiday(self) -> Period:
        """Monday to Friday of a week far enough back to leave the two last months whole."""
        day = self.day(HOLIDAY_AGO)
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=5))

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    def at(self, ago: int, hour: float) -> datetime:
        """The instant of a local hour (9.5 is half past nine).

        The hours of the day of seeding are laid into the part of it that is over, so nothing that has happened lies
        in the future, whenever the school is seeded.
        """
        midnight = datetime.combine(self.day(ago), time(), tzinfo=self.school.zone)
        if ago == 0:
            return midnight.astimezone(UTC) + (self.now - midnight) * (hour / 24)
        # Local arithmetic: half past nine stays half past nine on the days the clocks change.
        return midnight + timedelta(hours=hour)

    def is_taught(self, ago: int) -> bool:
        day = self.day(ago)
        return day.weekday() in self.school.weekdays_taught and day not in self.holiday

    def is_holiday(self, ago: int) -> bool:
        return self.day(ago) in self.holiday

    def taught_between(self, first_ago: int, last_ago: int) -> list[int]:
        """The school days from `first_ago` to `last_ago` (both included, the earlier first)."""
        return [ago for ago in range(first_ago, last_ago - 1, -1) if self.is_taught(ago)]

    def last_taught(self, ago: int) -> int:
        """`ago` itself on a school day, else the last school day before it."""
        while not self.is_taught(ago):
            ago += 1
        return ago

    def next_taught(self, ago: int) -> int:
        """`ago` itself on a school day, else the next one after it; below 0 it is still to come."""
        while not self.is_taught(ago):
            ago -= 1
        return ago
