"""The Django admin for a school's office: each administrator manages the rows of one school, superusers all.

Rights follow from the role, so nobody has to tick permissions by hand. An admin class names the way from its model to
the school (`school_path`); lists, forms, choices and autocompletion are then narrowed here, once for all.
"""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from alpha.accounts.models import Role, School, User

ViewT = TypeVar("ViewT", bound=Callable[..., HttpResponseBase])

STAFF_ROLES = frozenset({Role.TEACHER, Role.LEADER, Role.ADMINISTRATOR})


def may_administer(user: object) -> bool:
    """Whether the admin opens at all: superusers, and administrators of a school."""
    if not isinstance(user, User) or not user.is_active or not user.is_staff:
        return False
    return user.is_superuser or (user.role == Role.ADMINISTRATOR and user.school_id is not None)


def administrator(request: HttpRequest) -> User:
    """The person at the admin; `SchoolAdminSite` lets nobody else through."""
    return cast("User", request.user)


def refuse_others(request: HttpRequest) -> None:
    """Students and families learn nothing of an office (404); staff are told that it is not theirs (403)."""
    if not request.user.is_authenticated or may_administer(request.user):
        return
    if administrator(request).role in STAFF_ROLES:
        raise PermissionDenied
    raise Http404


class SchoolAdminSite(admin.AdminSite):
    site_header = "Alpha: school office"
    site_title = "School office"
    index_title = "What the office manages"

    def has_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user)

    def admin_view(self, view: ViewT, cacheable: bool = False) -> ViewT:  # noqa: FBT001, FBT002  # Django's own
        guarded = super().admin_view(view, cacheable)

        def only_for_administrators(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            refuse_others(request)
            return guarded(request, *args, **kwargs)

        return cast("ViewT", update_wrapper(only_for_administrators, guarded))

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The one sign-in page, with its limits on guessing, instead of a second one."""
        refuse_others(request)
        if request.user.is_authenticated:
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


class SchoolScope(BaseModelAdmin):
    """Narrows rows and choices to the administrator's school; shared by admin pages and their inlines."""

    school_path = "school"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request.user)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Rows of the own school. Everything else does not exist: not in lists, not by its address."""
        rows = super().get_queryset(request)
        user = administrator(request)
        return rows if user.is_superuser else rows.filter(**{self.school_path: user.school_id})

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        own = self.own_choices(db_field, request)
        if own is not None:
            kwargs["queryset"] = own
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and own is not None and db_field.related_model is School:
            # A rule like "one code per school" is checked only for fields on the form, so the
            # school stays on it, with one choice.
            field.required = True
            field.empty_label = None
            field.initial = administrator(request).school_id
        return field

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:
        own = self.own_choices(db_field, request)
        if own is not None:
            kwargs["queryset"] = own
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def own_choices(
        self, db_field: models.ForeignKey | models.ManyToManyField, request: HttpRequest
    ) -> models.QuerySet | None:
        """What may be chosen: the rows that the related model's own page lists, nothing where it has none.

        None where everything may be chosen (superusers).
        """
        if administrator(request).is_superuser:
            return None
        page: object = self.admin_site._registry.get(db_field.related_model)
        if isinstance(page, SchoolScope):
            return page.get_queryset(request)
        return db_field.related_model._default_manager.none()


class SchoolScopedAdmin(SchoolScope, admin.ModelAdmin):
    """Base of every admin page of a school's rows; set `school_path` unless the model has `school` itself."""


class SchoolScopedInline(SchoolScope, admin.TabularInline):
    """Rows inside the page of their parent, which is in scope already; only the choices are narrowed here."""

    extra = 0

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return admin.TabularInline.get_queryset(self, request)


class SettledChoiceForm(forms.ModelForm):
    """For inlines: once saved, a row keeps its person, who is shown from the row already read.

    An autocomplete field would fetch the person of every row with a query of its own.
    """

    settled = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        chosen = getattr(self.instance, self.settled)
        field = self.fields[self.settled]
        field.disabled = True
        field.widget = forms.Select(choices=[(chosen.pk, str(chosen))])
