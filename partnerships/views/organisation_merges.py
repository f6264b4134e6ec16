"""Merging two organisations that are one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError, NotAllowed
from core.folding import ByName, matching
from partnerships.forms.organisations import OrganisationMergeForm
from partnerships.models import Organisation
from partnerships.rules import may_merge_organisations
from partnerships.services.organisation_merges import Merge, merge_organisations, preview_merge
from partnerships.services.organisations import resembling_organisations
from partnerships.views.organisation_acts import OrganisationAct

if TYPE_CHECKING:
    from django.http import HttpResponse

MOST_FOUND = 20


class OrganisationMerge(OrganisationAct):
    """Merges another organisation into the one of the address: choose it, see every link that moves, do it."""

    template_name = "partnerships/organisation_merge.html"
    form_class = OrganisationMergeForm
    title = gettext_lazy("Merge two organisations")
    submit_label = gettext_lazy("Merge them")
    danger = True

    def get_record(self) -> Organisation:
        """The one that is kept; whoever may not merge in this strand is refused."""
        record = super().get_record()
        if not may_merge_organisations(self.grants, self.strand):
            raise PermissionDenied
        return record

    @cached_property
    def other(self) -> Organisation | None:
        """The one that is merged into it, among those that the reader may know of; 404 for an unknown one."""
        code = self.request.GET.get("with", "")
        if not code:
            return None
        rows = Organisation.objects.select_related("merged_into", "city").filter(
            Q(pk__in=Organisation.objects.visible_to(self.grants).values("pk")) | Q(merged_into__isnull=False)
        )
        return self.get_or_404(rows, code=code)

    @cached_property
    def merge(self) -> Merge | DomainError | None:
        """What the merging brings about, or why it cannot be; None before another one is chosen."""
        if self.other is None:
            return None
        try:
            return preview_merge(grants=self.grants, strand=self.strand, kept=self.record, other=self.other)
        except NotAllowed:
            raise
        except DomainError as refused:
            return refused

    def act(self, form: Any) -> str:
        """Do it, as it was shown."""
        if self.other is None:
            raise DomainError(_("Choose the other organisation first."))
        merge_organisations(
            by=self.request.user,
            grants=self.grants,
            strand=self.strand,
            kept=self.record,
            other=self.other,
            version=form.cleaned_data["seen_version"],
            digest=form.cleaned_data["digest"],
            reason=form.cleaned_data["reason"],
        )
        return _("Merged. Everything that named the other one names this one now.")

    def _page(self, form: Any, status: int = 200) -> HttpResponse:
        if form.is_stale:
            # What was found for the refused try is as old as the form.
            vars(self).pop("merge", None)
            vars(self).pop("other", None)
        if isinstance(self.merge, Merge):
            form.carry(self.merge.digest)
        return super()._page(form, status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The preview, or the organisations to choose from."""
        refusal = str(self.merge) if isinstance(self.merge, DomainError) else ""
        chosen = isinstance(self.merge, Merge)
        query = self.request.GET.get("q", "")[:100]
        return super().get_context_data(
            merge=self.merge if chosen else None,
            refusal=refusal,
            query=query,
            candidates=[] if chosen else self._candidates(query),
            other_way=self._other_way() if chosen else "",
            **kwargs,
        )

    def _other_way(self) -> str:
        """The page that keeps the other one instead; empty where the other one is not in this directory."""
        if self.other is None or not self.strand.organisations.filter(pk=self.other.pk).exists():
            return ""
        page = reverse("partnerships:organisation-merge", args=[self.strand.code, self.other.code])
        return f"{page}?{urlencode({'with': self.record.code})}"

    def _candidates(self, query: str) -> list[Organisation]:
        """Those found by name, else those that resemble this one and that the reader may know of."""
        rows = Organisation.objects.visible_to(self.grants).standing().exclude(pk=self.record.pk)
        if query:
            return list(rows.filter(matching(query)).select_related("city").order_by(ByName(), "pk")[:MOST_FOUND])
        like = resembling_organisations(
            name_en=self.record.name_en, name_ko=self.record.name_ko, without=self.record.pk
        )
        seen = set(rows.filter(pk__in=[row.pk for row in like]).values_list("pk", flat=True))
        return [row for row in like if row.pk in seen]
