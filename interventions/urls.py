from django.urls import path

from interventions.views import history, overview, resolution, templates, timeline
from interventions.views.actions import take_action, undo

app_name = "interventions"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("<int:intervention_id>/", history.intervention, name="intervention"),
    path("<int:intervention_id>/resolve/", resolution.resolve, name="resolve"),
    path("<int:intervention_id>/reopen/", resolution.reopen, name="reopen"),
    path("<int:intervention_id>/review-later/", resolution.postpone, name="postpone"),
    path("students/<int:student_id>/", history.history, name="history"),
    path("students/<int:student_id>/sheet/", history.history_sheet, name="history_sheet"),
    path("students/<int:student_id>/timeline/", timeline.timeline, name="timeline"),
    path("students/<int:student_id>/marks/", timeline.chart_marks, name="chart_marks"),
    path("students/<int:student_id>/panel/", history.student_panel, name="student_panel"),
    path("students/<int:student_id>/take-action/", take_action.take_action, name="take_action"),
    path("messages/<int:message_id>/", history.message, name="message"),
    path("templates/", templates.my_templates, name="my_templates"),
    path("templates/new/", templates.new_template, name="new_template"),
    path("templates/<int:template_id>/", templates.edit_template, name="edit_template"),
    path("templates/<int:template_id>/delete/", templates.delete_template, name="delete_template"),
    path("messages/<int:message_id>/undo/", undo.undo_message, name="undo_message"),
]
