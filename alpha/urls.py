from allauth.account import views as account
from django.contrib import admin
from django.urls import include, path, re_path

from alpha import views
from interventions.views.unsubscribe import unsubscribe

# Only the sign-in pages a school needs: accounts are made by the office, so there is no sign-up.
account_patterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    # A pattern of its own: the key has dashes too, and the first one ends the id.
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("inactive/", account.account_inactive, name="account_inactive"),
]

handler404 = "alpha.views.not_found"
handler429 = "alpha.views.too_many_requests"
handler500 = "alpha.views.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include(account_patterns)),
    path("accounts/", include("alpha.accounts.urls")),
    path("me/", include("alpha.learning.urls")),
    path("inbox/", include("alpha.notifications.urls")),
    path("", include("alpha.today.urls")),
    path("interventions/", include("interventions.urls")),
    path("api/", include("alpha.api")),
    path("admin/", admin.site.urls),
    # Short, and without a sign-in: it stands in mails.
    path("u/<str:token>/", unsubscribe, name="unsubscribe"),
]
