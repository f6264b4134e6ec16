"""Every address of the portal."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import TemplateView

from worldcities import views
from worldcities.handbook import STATEMENTS
from worldcities.operation import MakeExportAgain, Operation, RunTimer, SendMailAgain, SendMailsAgain, metrics
from worldcities.search import Proposals, Search

handler403 = "core.middleware.permission_denied"
handler500 = "core.middleware.server_error"

urlpatterns = [
    path("", views.MyTasks.as_view(), name="my-tasks"),
    path("search/", Search.as_view(), name="search"),
    path("search/proposals/", Proposals.as_view(), name="search-proposals"),
    path("first-steps/", views.KeepFirstSteps.as_view(), name="first-steps"),
    path("help/", views.Help.as_view(), name="help"),
    path("help/<slug:chapter>/", views.HelpChapter.as_view(), name="help-chapter"),
    *(path(f"{name}/", views.Statement.as_view(name=name), name=name) for name in STATEMENTS),
    path("operation/", Operation.as_view(), name="operation"),
    path("operation/mails/again/", SendMailsAgain.as_view(), name="operation-mails-again"),
    path("operation/mails/<int:mail>/again/", SendMailAgain.as_view(), name="operation-mail-again"),
    path("operation/exports/<str:export>/again/", MakeExportAgain.as_view(), name="operation-export-again"),
    path("operation/timers/<slug:timer>/run/", RunTimer.as_view(), name="operation-timer-run"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("language/", views.set_language, name="set_language"),
    path("accounts/me/data/", views.MyData.as_view(), name="my-data"),
    path("", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("", include("events.urls")),
    path("", include("reports.urls")),
    path("", include("partnerships.urls")),
]

if settings.DEMO or settings.DEBUG:
    styleguide = TemplateView.as_view(template_name="styleguide.html")
    urlpatterns.append(path("styleguide/", login_not_required(styleguide), name="styleguide"))
