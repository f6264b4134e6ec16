"""What is done with an import: mended with other cells or columns, stored, taken back."""

from collections.abc import Sequence
from typing import IO, Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from core.act_forms import ActForm
from core.actions import Action
from core.errors import DomainError
from core.formats import format_size
from partnerships.documents.forms import DocumentInput
from partnerships.documents.uploads import most_bytes
from partnerships.enums import OWN
from partnerships.models import Strand
from reports.enums import ImportState, ImportWork
from reports.imports.checking import LEAVE_OUT
from reports.imports.kinds import KINDS, PACK, SheetKind
from reports.imports.reading import read_sheet, read_whole_pack
from reports.imports.services import is_long, leave, put_sheets, read_found
from reports.imports.work import refuse_faults, store_import, undo_import
from reports.models import Import


class SheetInput(DocumentInput):
    """A file of cells; a browser offers those first."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | {"accept": ".xlsx,.csv,.txt,.zip"}


class SheetFile(forms.FileField):
    """An XLSX, CSV or ZIP file; what is in it is looked at by what reads it."""

    widget = SheetInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse what is too large: only the beginning of it came."""
        upload = super().clean(data, initial)
        if upload and upload.size > most_bytes():
            message = _("This file is larger than %(most)s. Choose another one.")
            raise forms.ValidationError(message % {"most": format_size(most_bytes())})
        return upload


class CellsForm(ActForm):
    """A file, or cells that are pasted."""

    needed_at_times = ("file", "cells")

    file = SheetFile(
        label=pgettext_lazy("form", "File"),
        required=False,
        help_text=gettext_lazy("XLSX or CSV; of a pack XLSX or ZIP."),
    )
    cells = forms.CharField(
        label=gettext_lazy("Or paste cells"),
        required=False,
        strip=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy("Copy them in your spreadsheet, with the row of column names."),
    )


def read_cells(file: IO[bytes] | None, cells: str, kind: str, strand: Strand | None) -> dict[str, Any]:
    """What was chosen or pasted, as cells. Raises DomainError on the field at fault."""
    if file is None and not cells.strip():
        raise DomainError(_("Choose a file, or paste cells."), field="file")
    if kind == PACK:
        if file is None:
            raise DomainError(_("Choose the file of the pack."), field="file")
        return read_whole_pack(file)
    if strand is None:
        raise DomainError(_("Choose the strand."), field="strand")
    return read_sheet(file, cells, set(SheetKind(kind, strand).titles))


class StartForm(CellsForm):
    """What is imported, into which strand, and the cells."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=list(KINDS.items()), widget=forms.RadioSelect)
    strand = forms.ChoiceField(
        label=gettext_lazy("Strand"), required=False, help_text=gettext_lazy("A pack names its own strand.")
    )

    field_order = ("kind", "strand", "file", "cells")

    def __init__(self, *args: Any, strands: Sequence[Strand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.strands = {row.code: row for row in strands}
        choices = [(code, str(row)) for code, row in self.strands.items()]
        self.fields["strand"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            # A programme begins with a pack.
            del self.fields["strand"], self.fields["cells"]
            self.fields["kind"].choices = [(PACK, KINDS[PACK])]  # type: ignore[attr-defined]
            self.initial["kind"] = PACK


class MendForm(CellsForm):
    """Other cells in place of these; which column is which; whether what people edited is changed too."""

    overwrite = forms.BooleanField(
        label=gettext_lazy("Change also what people have edited in the portal since"),
        required=False,
        help_text=gettext_lazy("Otherwise such a row is left as it is, and the list of rows says so."),
    )

    def __init__(self, *args: Any, record: Import, unmatched: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, record=None, **kwargs)
        self.record = record
        self.choices: list[str] = []
        if record.kind == PACK:
            del self.fields["cells"]
        else:
            own = SheetKind(record.kind, record.strand).columns if record.strand else {}
            choices = [(LEAVE_OUT, _("Leave it out")), *((name, one.label) for name, one in own.items())]
            for at, name in unmatched:
                self.fields[f"column_{at}"] = forms.ChoiceField(label=name, required=False, choices=choices)
                self.choices.append(f"column_{at}")
            self.order_fields([*self.choices, "file", "cells", "overwrite"])
        self.initial["overwrite"] = record.overwrite

    @property
    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        named = {name.removeprefix("column_"): data[name] for name in self.choices}
        return {
            "file": data.get("file"),
            "cells": data.get("cells", ""),
            "overwrite": data["overwrite"],
            "columns": {at: name for at, name in named.items() if name not in ("", LEAVE_OUT)},
        }


class SeenForm(ActForm):
    """Stores what was seen, and nothing else."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, record: Import, **kwargs: Any) -> None:
        super().__init__(*args, record=None, **kwargs)
        self.record = record


class OnImport(Action):
    """An action of whoever began the import. It has no version: nobody else sees it."""

    on = Import
    state_field = "state"
    allowed = frozenset({OWN})

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    def check_version(self, version: int | None) -> None:
        """None has one."""

    def get_context(self) -> dict[str, Any]:
        """It lies below no strand."""
        return {"strand": None, "section": "programme"}


class MendImport(OnImport):
    """Give it other cells, or say which column is which."""

    key = "import-mend"
    states = frozenset({ImportState.SHOWN})
    form = MendForm
    template = "reports/imports/mend.html"
    title = gettext_lazy("Other cells or columns")
    submit_label = gettext_lazy("Look at the rows")

    def perform(self, *, file: Any, cells: str, overwrite: bool, columns: dict[str, str]) -> str:
        """Raises DomainError on the field at fault."""
        row = self.row
        sheets = row.sheets
        if file or cells.strip():
            sheets, row.columns = read_cells(file, cells, row.kind, row.strand), {}
            row.name = (file.name if file else "")[:200]
        else:
            row.columns = row.columns | columns
        row.overwrite = overwrite
        put_sheets(row, sheets)
        return _("Nothing is imported yet.")

    def get_form_kwargs(self) -> dict[str, Any]:
        found = read_found(self.row, by=self.by, grants=self.grants)
        return {"record": self.row, "unmatched": found.get("unmatched", [])}


class StoreImport(OnImport):
    """Store every row that was shown."""

    key = "import-store"
    asks_again = True
    states = frozenset({ImportState.SHOWN})
    target = ImportState.STORED
    form = SeenForm
    title = button = pgettext_lazy("verb", "Import")
    question = gettext_lazy("Every row is stored as it was shown.")
    undo = "import-undo"

    def perform(self, *, seen: str) -> str:
        """Raises DomainError where there are faults, or the portal has changed since."""
        if is_long(self.row):
            refuse_faults(len(self.row.found.get("faults", ())))
            leave(self.row, ImportWork.STORE)
            return _("The rows are being imported.")
        return store_import(self.row, by=self.by, grants=self.grants, seen=seen)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row}

    def get_initial(self) -> dict[str, Any]:
        return {"seen": read_found(self.row, by=self.by, grants=self.grants).get("digest", "")}

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """A worker has not begun yet."""
        return {} if self.row.state == ImportState.STORED else None


class UndoImport(OnImport):
    """Take back all that it has stored, while nobody has built on it."""

    key = "import-undo"
    states = frozenset({ImportState.STORED})
    target = ImportState.SHOWN
    title = button = gettext_lazy("Take the import back")
    question = gettext_lazy(
        "What it added is deleted, and what it changed becomes what it was. Whoever was invited loses the invitation."
    )
    danger = True

    def perform(self) -> str:
        """Raises DomainError where somebody has built on it."""
        if is_long(self.row):
            leave(self.row, ImportWork.UNDO)
            return _("The import is being taken back.")
        return undo_import(self.row, by=self.by, grants=self.grants)
