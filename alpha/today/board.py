"""The cards of the morning page: open alerts, and beside each what is already being done.

Who is being helped is in hand: help that is open and whose review is still to come. Her cards wait no more, nor do those
that somebody has acknowledged; both are listed as under way. Leaders look at a school: they see what has waited five
school days without anybody doing something, and no good news.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alpha.accounts.models import Role, User
from alpha.learning.models import Classroom
from analytics.detectors.urgency import first_shown
from analytics.metrics.effort import Earnings, earnings_of
from analytics.reports import AlertLine, Card, open_alerts
from interventions.in_hand import Deed, under_way
from interventions.prepared import Prepared, prepared_for, to_act_on

# Symbols of static/img/icons.svg.
STAR, ALERT = "star", "alert"
SIGNS = {
    "decline": "arrow-down",
    "inactivity": "clock",
    "class_gap": "clock",
    "overdue": "assignment",
}
# School days after which an alert that nobody answered is a leader's business.
TOO_LONG = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A card as the page shows it. `deeds`: the help under way; `earnings`: what good news can add."""

    card: Card
    deeds: tuple[Deed, ...] = ()
    earnings: Earnings | None = None
    may_assign: bool = True

    @property
    def lead(self) -> AlertLine:
        """The alert that the prepared action is about."""
        return to_act_on(self.card.lines)

    @property
    def prepared(self) -> Prepared | None:
        if self.card.student is None:
            return None
        return prepared_for(self.lead, may_assign=self.may_assign)

    @property
    def further(self) -> tuple[AlertLine, ...]:
        """The alerts beside the one whose sentence heads the card."""
        return () if self.card.assignment else self.card.lines[1:]

    @property
    def sign(self) -> str:
        """The picture beside it."""
        return STAR if self.card.is_good_news else SIGNS.get(self.card.lines[0].kind, ALERT)

    @property
    def is_in_hand(self) -> bool:
        return bool(self.deeds)

    @property
    def is_waiting(self) -> bool:
        return not (self.is_in_hand or self.card.is_seen)

    @property
    def alert_id(self) -> int:
        """What the card is called by: its first alert."""
        return self.card.lines[0].alert_id

    @property
    def events(self) -> str:
        """What the dialog of an action tells the page when it answered one of the alerts."""
        return ", ".join(f"alertChanged{pk} from:body" for pk in self.card.alert_ids)

    @property
    def alert_list(self) -> str:
        """The ids of its alerts, as a form sends them back."""
        return ",".join(str(pk) for pk in self.card.alert_ids)

    @property
    def name(self) -> str:
        """Whom or what it is about."""
        about = self.card.student or self.card.assignment or self.card.classroom
        return about.name


@dataclass(frozen=True, slots=True)
class Board:
    """`first` is what one sees at once, `more` the rest that waits; `needs_action` counts the concerns among both."""

    first: tuple[Entry, ...]
    more: tuple[Entry, ...]
    under_way: tuple[Entry, ...]
    needs_action: int


def board_for(user: User, *, classroom: Classroom | None = None) -> Board:
    """Read the page's cards, of one class if asked for; four queries, whatever their number."""
    found = open_alerts(user, classroom=classroom)
    entries = _entries(user, (*found.concerns, *found.good_news))
    waiting = [entry for entry in entries if entry.is_waiting]
    concerns = [entry for entry in waiting if not entry.card.is_good_news]
    news = [entry for entry in waiting if entry.card.is_good_news]
    if user.role == Role.LEADER:
        concerns, news = [entry for entry in concerns if entry.card.waiting >= TOO_LONG], []
    first = first_shown(concerns, news)
    shown = set(map(id, first))
    return Board(
        first=_with_earnings(first),
        more=tuple(entry for entry in (*concerns, *news) if id(entry) not in shown),
        under_way=tuple(
            entry for entry in entries if not (entry.is_waiting or entry.card.is_good_news)
        ),
        needs_action=len(concerns),
    )


def entry_of(user: User, alert_id: int) -> Entry | None:
    """The card on which an open alert is now; None where it is on none. Four queries."""
    found = open_alerts(user)
    for card in (*found.concerns, *found.good_news):
        if alert_id in card.alert_ids:
            return _with_earnings(_entries(user, [card]))[0]
    return None


def _entries(user: User, cards: Iterable[Card]) -> list[Entry]:
    cards = list(cards)
    student_ids = {student.id for card in cards for student in card.students}
    deeds = under_way(student_ids, user.school) if user.school else {}
    may_assign = user.role == Role.TEACHER
    return [Entry(card, _deeds_about(card, deeds), may_assign=may_assign) for card in cards]


def _deeds_about(card: Card, deeds: Mapping[int, list[Deed]]) -> tuple[Deed, ...]:
    """Work of several students is in hand when all of them are being helped; good news when they were answered
    themselves, whatever else is being done for the student.
    """
    own = [deeds.get(student.id, []) for student in card.students]
    if card.is_good_news:
        own = [
            [deed for deed in each if deed.intervention.alert_id in card.alert_ids] for each in own
        ]
    return tuple(deed for each in own for deed in each) if own and all(own) else ()


def _with_earnings(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Let good news say what the effort has earned; one query."""
    entries = tuple(entries)
    news = [entry.card for entry in entries if entry.card.is_good_news]
    earned = earnings_of([card.student.id for card in news if card.student])
    return tuple(
        Entry(
            entry.card,
            entry.deeds,
            earned.get(entry.card.student.id)
            if entry.card.is_good_news and entry.card.student
            else None,
            entry.may_assign,
        )
        for entry in entries
    )
