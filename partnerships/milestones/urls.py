"""The acts on a pairing's milestones."""

from django.urls import path

from partnerships.milestones import act_views as acts
from partnerships.milestones.text_views import MilestoneAdd, MilestoneEdit
from partnerships.milestones.views import MilestonePage
from partnerships.url_prefixes import MILESTONE, PAIRING

urlpatterns = [
    path(f"{PAIRING}/milestones/add/", MilestoneAdd.as_view(), name="milestone-add"),
    path(f"{MILESTONE}/", MilestonePage.as_view(), name="milestone"),
    path(f"{MILESTONE}/edit/", MilestoneEdit.as_view(), name="milestone-edit"),
    path(f"{MILESTONE}/reschedule/", acts.MilestoneReschedule.as_view(), name="milestone-reschedule"),
    path(f"{MILESTONE}/report/", acts.MilestoneReport.as_view(), name="milestone-report"),
    path(f"{MILESTONE}/object/", acts.MilestoneObject.as_view(), name="milestone-object"),
    path(f"{MILESTONE}/reopen/", acts.MilestoneReopen.as_view(), name="milestone-reopen"),
    path(f"{MILESTONE}/cancel/", acts.MilestoneCancel.as_view(), name="milestone-cancel"),
    path(f"{MILESTONE}/not-reported/", acts.MilestoneNotReported.as_view(), name="milestone-not-reported"),
]
