from django.urls import path

from analytics.views import classes, students

app_name = "analytics"
urlpatterns = [
    path("classes/", classes.classes, name="classes"),
    path("classes/<int:classroom_id>/", classes.class_report, name="class_report"),
    path("students/<int:student_id>/", students.student_report, name="student_report"),
]
