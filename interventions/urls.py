from django.urls import path

from interventions.views import (
    calendar_feeds,
    follow_ups,
    history,
    letters,
    meeting_changes,
    meetings,
    overview,
    resolution,
    templates,
    timeline,
    what_works,
)
from interventions.views.actions import take_action, undo
from interventions.views.groups import result
from interventions.views.groups.take_action import group_action

app_name = "interventions"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("what-works/", what_works.what_works, name="what_works"),
    path("what-works/csv/", what_works.what_works_csv, name="what_works_csv"),
    path("follow-ups/", follow_ups.follow_ups, name="follow_ups"),
    path("<int:intervention_id>/", history.intervention, name="intervention"),
    path("<int:intervention_id>/resolve/", resolution.resolve, name="resolve"),
    path("<int:intervention_id>/reopen/", resolution.reopen, name="reopen"),
    path("<int:intervention_id>/review-later/", resolution.postpone, name="postpone"),
    path("<int:intervention_id>/continue/", follow_ups.continue_help, name="continue_help"),
    path("<int:intervention_id>/goal/", follow_ups.goal, name="goal"),
    path("students/<int:student_id>/", history.history, name="history"),
    path("students/<int:student_id>/sheet/", history.history_sheet, name="history_sheet"),
    path("students/<int:student_id>/timeline/", timeline.timeline, name="timeline"),
    path("students/<int:student_id>/marks/", timeline.chart_marks, name="chart_marks"),
    path("students/<int:student_id>/panel/", history.student_panel, name="student_panel"),
    path("students/<int:student_id>/take-action/", take_action.take_action, name="take_action"),
    path("classes/<int:classroom_id>/take-action/", group_action, name="group_action"),
    path("groups/<int:group_id>/", result.group_result, name="group_result"),
    path("groups/<int:group_id>/undo/", result.undo_group, name="undo_group"),
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
    path("letters/<int:letter_id>/", letters.letter, name="letter"),
    path("letters/<int:letter_id>/cancel/", letters.cancel_letter, name="cancel_letter"),
    path("messages/<int:message_id>/", history.message, name="message"),
    path("templates/", templates.my_templates, name="my_templates"),
    path("templates/new/", templates.new_template, name="new_template"),
    path("templates/<int:template_id>/", templates.edit_template, name="edit_template"),
    path("templates/<int:template_id>/delete/", templates.delete_template, name="delete_template"),
    path("messages/<int:message_id>/undo/", undo.undo_message, name="undo_message"),
]
