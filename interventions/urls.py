from django.urls import path

from interventions.views import (
    calendar_feeds,
    history,
    meeting_changes,
    meetings,
    timeline,
)
from interventions.views.actions import take_action

app_name = "interventions"
urlpatterns = [
    path("students/<int:student_id>/", history.history, name="history"),
    path("students/<int:student_id>/timeline/", timeline.timeline, name="timeline"),
    path("students/<int:student_id>/marks/", timeline.chart_marks, name="chart_marks"),
    path("students/<int:student_id>/panel/", history.student_panel, name="student_panel"),
    path("students/<int:student_id>/take-action/", take_action.take_action, name="take_action"),
    path("meetings/", meetings.meetings, name="meetings"),
    path(
        "meetings/<int:meeting_id>/reschedule/",
        meeting_changes.reschedule_meeting,
        name="reschedule_meeting",
    ),
    path(
        "meetings/<int:meeting_id>/cancel/", meeting_changes.cancel_meeting, name="cancel_meeting"
    ),
    path(
        "meetings/<int:meeting_id>/complete/",
        meeting_changes.complete_meeting,
        name="complete_meeting",
    ),
    path("calendar/", calendar_feeds.calendar_feeds, name="calendar_feeds"),
    path("calendar/<str:token>.ics", calendar_feeds.calendar_feed, name="calendar_feed"),
    path(
        "calendar/<int:feed_id>/revoke/",
        calendar_feeds.revoke_calendar_feed,
        name="revoke_calendar_feed",
    ),
    path("messages/<int:message_id>/", history.message, name="message"),
]
