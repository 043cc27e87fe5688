"""The monthly outcome report from a published snapshot: HTML, PDF/A, workbook."""

from seika.report.step import Report, check_editions, check_fonts, files_of, is_reported, report

__all__ = ["Report", "check_editions", "check_fonts", "files_of", "is_reported", "report"]
