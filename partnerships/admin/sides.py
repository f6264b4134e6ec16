"""Forms in which a side is chosen by its country, where the record's strand is known."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, ClassVar

from core.admin_forms import RecordForm
from partnerships.enums import Side


class SideForm(RecordForm):
    """`side_field` holds a side, `strand_path` leads from the record to its strand, such as `pairing.strand`."""

    side_field: ClassVar[str]
    strand_path: ClassVar[str] = "strand"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields.get(self.side_field)
        if field is not None and self.instance.pk:
            strand = attrgetter(self.strand_path)(self.instance)
            field.choices = [
                (value, strand.side_name(value) if value in Side.values else label) for value, label in field.choices
            ]
