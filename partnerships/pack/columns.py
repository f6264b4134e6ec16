"""The columns that several tables of the pack have alike."""

from core.pack.cells import Choice, Code, Day, Reference, Sources, Text
from core.pack.stores import PackColumn
from partnerships.enums import Responsible

CODE = PackColumn("code", Code(), required=True)
# No record keeps its strand's code as text; the export writes it.
STRAND = PackColumn("strand", Reference("strands"), required=True, attribute="")
NAME_EN = PackColumn("name_en", Text(), required=True)
NAME_KO = PackColumn("name_ko", Text())
NAME_LOCAL = PackColumn("name_local", Text())
TITLE_EN = PackColumn("title_en", Text())
TITLE_KO = PackColumn("title_ko", Text())
SOURCE = PackColumn("source", Sources())
NOTE = PackColumn("note", Text())
STAGE = PackColumn("stage", Reference("stages"), required=True)
RESPONSIBLE = PackColumn("responsible", Choice(tuple(Responsible.values)), required=True)
CONFIRMATION = PackColumn("confirmation", Choice(("both",)))


def planned(*, required: bool) -> tuple[PackColumn, PackColumn]:
    """The planned period: the first plan, which is the baseline."""
    return (
        PackColumn("planned_start", Day(), required=required, attribute="baseline.start"),
        PackColumn("planned_end", Day(), required=required, attribute="baseline.end"),
    )
