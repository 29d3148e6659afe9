"""Imports the event log of another system (导入外部日志): its cases become facts like any other."""

from services.metrics.importlog.faults import LogUnreadable, MappingInvalid, Refusal
from services.metrics.importlog.mapping import Mapping, load_mapping
from services.metrics.importlog.report import ImportReport
from services.metrics.importlog.run import Progress, import_log

__all__ = [
    "ImportReport",
    "LogUnreadable",
    "Mapping",
    "MappingInvalid",
    "Progress",
    "Refusal",
    "import_log",
    "load_mapping",
]
