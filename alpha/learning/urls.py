from django.urls import path

from alpha.learning.views import student

app_name = "learning"
urlpatterns = [
    path("", student.my_work, name="my_work"),
    path("work/<int:work_id>/", student.work, name="work"),
]
