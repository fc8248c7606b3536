from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from alpha.notifications.models import Notification
from tests.factories import NotificationFactory

INBOX = reverse("notifications:inbox")
NOON = datetime(2026, 11, 23, 17, 12, tzinfo=UTC)  # 12:12 PM in New York


@pytest.fixture
def read_inbox(client):
    def read(person, **query):
        client.force_login(person)
        return client.get(INBOX, query)

    return read


def test_inbox_lists_own_notices_newest_first(read_inbox, people):
    old = NotificationFactory(recipient=people.ST, created_at=NOON - timedelta(days=2))
    new = NotificationFactory(recipient=people.ST, created_at=NOON)
    NotificationFactory(recipient=people.ST2, title="For somebody else")

    response = read_inbox(people.ST)

    assert list(response.context["page"]) == [new, old]
    assert "For somebody else" not in response.text


@time_machine.travel(NOON, tick=False)
def test_a_notice_arrives_at_its_moment_and_not_before(read_inbox, people):
    NotificationFactory(recipient=people.ST, created_at=NOON)
    NotificationFactory(
        recipient=people.ST, created_at=NOON + timedelta(seconds=1), title="Of the future"
    )

    before = read_inbox(people.ST)

    assert "Of the future" not in before.text
    assert '<span class="count">1<span' in before.text
    with time_machine.travel(NOON + timedelta(seconds=1), tick=False):
        after = read_inbox(people.ST)
    assert "Of the future" in after.text
    assert '<span class="count">2<span' in after.text


def test_empty_inbox_says_what_will_arrive(read_inbox, people):
    response = read_inbox(people.GU)

    assert "Nothing here yet" in response.text
    assert "When somebody writes to you, it arrives here" in response.text


@time_machine.travel(NOON, tick=False)
def test_unread_notice_says_so_in_words_and_links_to_what_it_tells(read_inbox, people):
    NotificationFactory(
        recipient=people.ST,
        kind=Notification.Kind.MESSAGE,
        title="Message from Alice Moreno",
        body="Hi Sam, shall we look at fractions?",
        link="/somewhere/7/",
        created_at=NOON - timedelta(hours=2),
    )

    words = " ".join(read_inbox(people.ST).text.split())

    assert '<li class="unread">' in words
    assert '<a class="feed-item" href="/somewhere/7/">' in words
    assert "Message from Alice Moreno <span" in words
    assert ">New</span>" in words
    assert "Hi Sam, shall we look at fractions?" in words
    assert "Today 10:12 AM" in words


def test_read_notice_is_not_marked_as_new(read_inbox, people):
    NotificationFactory(recipient=people.ST, read_at=NOON)

    response = read_inbox(people.ST)

    assert "unread" not in response.text
    assert ">New</span>" not in response.text


def test_notice_text_is_escaped(read_inbox, people):
    NotificationFactory(recipient=people.ST, title="<b>Bo</b>", body="<script>alert(1)</script>")

    text = read_inbox(people.ST).text

    assert "<b>Bo</b>" not in text
    assert "<script>alert" not in text
    assert "&lt;b&gt;Bo&lt;/b&gt;" in text


def test_more_than_fifty_notices_are_paged(read_inbox, people):
    notices = [
        NotificationFactory(recipient=people.ST, created_at=NOON - timedelta(minutes=minute))
        for minute in range(51)
    ]

    first, second = read_inbox(people.ST), read_inbox(people.ST, page=2)

    assert list(first.context["page"]) == notices[:50]
    assert list(second.context["page"]) == notices[50:]
    assert 'href="/inbox/?page=2"' in first.text
    assert 'href="/inbox/?page=1"' in second.text


@pytest.mark.parametrize("page", ["x", "0", "99", ""])
def test_a_page_that_does_not_exist_shows_one_that_does(read_inbox, people, page):
    notice = NotificationFactory(recipient=people.ST)

    assert list(read_inbox(people.ST, page=page).context["page"]) == [notice]


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_asks_the_same_questions_however_many_notices(
    client, people, count, django_assert_num_queries
):
    NotificationFactory.create_batch(count, recipient=people.ST)
    client.force_login(people.ST)

    # Session, person with her school, count of notices, notices, unread.
    with django_assert_num_queries(5):
        client.get(INBOX)
