from django.urls import path

from analytics.views import alerts, classes, exports, rules, sheets, skills, students

app_name = "analytics"
urlpatterns = [
    path("classes/", classes.classes, name="classes"),
    path("classes/<int:classroom_id>/", classes.class_report, name="class_report"),
    path("alerts/<int:alert_id>/", alerts.alert, name="alert"),
    path("classes/<int:classroom_id>/rules/", rules.class_rules, name="class_rules"),
    path("classes/<int:classroom_id>/work/", classes.class_work, name="class_work"),
    path("classes/<int:classroom_id>/heatmap/", skills.heatmap, name="heatmap"),
    path(
        "classes/<int:classroom_id>/heatmap/<int:student_id>/<int:skill_id>/",
        skills.evidence,
        name="evidence",
    ),
    path("classes/<int:classroom_id>/skills/<int:skill_id>/", skills.skill, name="skill"),
    path(
        "classes/<int:classroom_id>/export/<str:file_format>/",
        exports.class_export,
        name="class_export",
    ),
    path("classes/<int:classroom_id>/sheet/", sheets.class_sheet, name="class_sheet"),
    path("students/<int:student_id>/", students.student_report, name="student_report"),
    path(
        "students/<int:student_id>/export/<str:file_format>/",
        exports.student_export,
        name="student_export",
    ),
    path("students/<int:student_id>/sheet/", sheets.student_sheet, name="student_sheet"),
]
