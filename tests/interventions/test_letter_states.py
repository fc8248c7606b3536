from datetime import UTC, datetime

import pytest

from interventions.letter_states import state_of
from tests.factories import (
    GuardianFactory,
    InterventionFactory,
    OutboundEmailFactory,
    ParentNotificationFactory,
)

pytestmark = pytest.mark.django_db

THEN = datetime(2026, 11, 23, 17, tzinfo=UTC)


def letter(**values):
    return ParentNotificationFactory(
        intervention=InterventionFactory(intervention_type="parent_notification"), **values
    )


def mailed(**values):
    return letter(guardian=GuardianFactory(), email=OutboundEmailFactory(send_after=THEN, **values))


@pytest.mark.parametrize(
    "values, word, at, reason, can_be_taken_back",
    [
        ({"status": "queued"}, "Queued", THEN, "", True),
        ({"status": "retry"}, "Waiting to try again", THEN, "", True),
        ({"status": "sending", "lease_until": THEN}, "Being sent", None, "", False),
        ({"status": "sent", "sent_at": THEN}, "Sent", THEN, "", False),
        ({"status": "failed", "last_error": "550 x"}, "Could not be delivered", None, "", False),
        (
            {"status": "cancelled", "last_error": "has opted out"},
            "Cancelled",
            None,
            "has opted out",
            False,
        ),
    ],
)
def test_state_is_what_the_outbox_says(values, word, at, reason, can_be_taken_back):
    state = state_of(mailed(**values))

    assert (state.word, state.at, state.reason, state.can_be_taken_back) == (
        word,
        at,
        reason,
        can_be_taken_back,
    )


def test_letter_without_a_mail_is_to_be_printed():
    assert state_of(letter(guardian=GuardianFactory())).word == "To be printed: no address"
    assert state_of(letter()).word == "No contact possible"
