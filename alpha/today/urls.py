"""The addresses of analytics, and among them those of pages that show what was done as well: analytics does not know
interventions, so they are joined to the others here, where both are known.
"""

from django.urls import include, path

from alpha.today import views
from analytics import urls
from interventions.views.school_figures import platform

app_name = "analytics"
urlpatterns = [
    path("today/", views.today, name="today"),
    path("today/cards/<int:alert_id>/", views.today_card, name="today_card"),
    path("today/cards/<int:alert_id>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("today/cards/<int:alert_id>/snooze/", views.snooze, name="snooze"),
    path("today/cards/<int:alert_id>/dismiss/", views.dismiss, name="dismiss"),
    path("today/cards/<int:alert_id>/undo/", views.undo_change, name="undo_change"),
    path("analytics/platform/", platform, name="platform"),
    path("analytics/", include(urls.urlpatterns)),
]
