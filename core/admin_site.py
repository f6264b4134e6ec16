"""The administration as a site: for administrators only, entered by the portal's own sign-in."""

from functools import update_wrapper
from typing import Any
from urllib.parse import urlencode

from allauth.account.views import logout
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, path, resolve, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from core.parts import parts


class AdministrationSite(AdminSite):
    """Django admin with the portal's door: 403 for whoever is signed in and no administrator."""

    site_title = _("World Cities administration")
    site_header = _("World Cities administration")
    index_title = _("Records")
    empty_value_display = "–"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take the portal's own pages only: those of packages would go round its rules."""
        if getattr(admin_class, "of_portal", False):
            super().register(model_or_iterable, admin_class, **options)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With the version, for the foot of every page."""
        return super().each_context(request) | {"version": settings.VERSION}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """By use, in the order in which somebody sets up a programme and runs it; what is only read comes last."""
        found = super().get_app_list(request, app_label)
        if app_label:
            return found
        left = {kind["model"]: kind for app in found for kind in app["models"]}
        groups = [(name, [left.pop(model) for model in models]) for name, models in parts().administration]
        groups.append((_("Read only"), sorted(left.values(), key=lambda kind: kind["name"])))
        index = reverse("admin:index")
        return [
            {
                "name": name,
                "app_label": f"group-{number}",
                "app_url": f"{index}#group-{number}-{kinds[0]['object_name'].lower()}",
                "has_module_perms": True,
                "models": kinds,
            }
            for number, (name, kinds) in enumerate(groups, start=1)
        ]

    def get_urls(self) -> list[Any]:
        """With the way from a page of the portal."""
        return [path("of-page/", self.admin_view(self.of_page), name="of_page"), *super().get_urls()]

    def of_page(self, request: HttpRequest) -> HttpResponse:
        """From the page of the portal that `page` names to the record that it shows, as far as its address tells."""
        try:
            values = resolve(request.GET.get("page", "")).kwargs
        except Resolver404:
            values = {}
        registry: dict[Any, Any] = self._registry
        kinds = [(known.words or getattr(model, "ADDRESS", {}), known) for model, known in registry.items()]
        for words, known in sorted(kinds, key=lambda kind: (-len(kind[0]), "strand" in kind[0])):
            if words and words.keys() <= values.keys():
                found = {look_up: values[word] for word, look_up in words.items()}
                row = known.get_queryset(request).filter(**found).order_by("-pk").first()
                if row is not None:
                    return redirect(f"admin:{known.opts.app_label}_{known.opts.model_name}_change", row.pk)
        return redirect("admin:index")

    def has_permission(self, request: HttpRequest) -> bool:
        """Administrators; programme staff work on the portal's own pages."""
        return request.user.is_active and request.user.is_superuser

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Refuse a signed-in person at once, instead of asking to sign in again."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send to the portal's sign-in, and back here afterwards."""
        target = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
            target = resolve_url("admin:index")
        if self.has_permission(request):
            return HttpResponseRedirect(target)
        if request.user.is_authenticated:
            raise PermissionDenied
        query = urlencode({REDIRECT_FIELD_NAME: target})
        return HttpResponseRedirect(f"{resolve_url('account_login')}?{query}")

    @method_decorator(require_POST)
    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """As on the portal's pages, which write it down."""
        return logout(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The portal has one page for this."""
        return HttpResponseRedirect(resolve_url("account_change_password"))
