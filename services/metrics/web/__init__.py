"""The live board (看板), the KPI page and the case page: NiceGUI pages without logic, over the query functions."""

from services.metrics.web.install import install

__all__ = ["install"]
