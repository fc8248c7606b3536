from django.urls import path

from interventions.views import history, letters, timeline
from interventions.views.actions import take_action

app_name = "interventions"
urlpatterns = [
    path("students/<int:student_id>/", history.history, name="history"),
    path("students/<int:student_id>/timeline/", timeline.timeline, name="timeline"),
    path("students/<int:student_id>/marks/", timeline.chart_marks, name="chart_marks"),
    path("students/<int:student_id>/panel/", history.student_panel, name="student_panel"),
    path("students/<int:student_id>/take-action/", take_action.take_action, name="take_action"),
    path("letters/<int:letter_id>/", letters.letter, name="letter"),
    path("letters/<int:letter_id>/cancel/", letters.cancel_letter, name="cancel_letter"),
    path("messages/<int:message_id>/", history.message, name="message"),
]
