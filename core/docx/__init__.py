"""A list of blocks as a Word document."""

from core.docx.files import render_docx

__all__ = ["render_docx"]
