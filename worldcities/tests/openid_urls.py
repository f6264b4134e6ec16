"""Every address of a portal into which another service signs people."""

from django.urls import include, path

from worldcities.urls import handler403, handler500, urlpatterns as portal

__all__ = ["handler403", "handler500", "urlpatterns"]

urlpatterns = [path("accounts/", include("accounts.sign_in.openid")), *portal]
