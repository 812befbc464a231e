"""Plans where there are none yet: what could be proposed as targets, and a workbook to decide in."""

from skillslib.planning.template import target_template

__all__ = ["target_template"]
