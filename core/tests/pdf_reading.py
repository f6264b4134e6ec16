"""Reading a PDF back in tests: its words, fonts and tags."""

import io

from pypdf import PdfReader


def read_pdf(content):
    return PdfReader(io.BytesIO(content))


def pdf_text(content):
    return "\n".join(page.extract_text() for page in read_pdf(content).pages)


def fonts_of(content):
    """Each font of each page, with its descriptor."""
    return [
        (font["/BaseFont"], font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object())
        for page in read_pdf(content).pages
        for font in (entry.get_object() for entry in page["/Resources"]["/Font"].values())
    ]


def elements_of(content):
    """Every structure element of a tagged PDF, in reading order."""
    found = []
    waiting = [read_pdf(content).trailer["/Root"]["/StructTreeRoot"]["/K"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            found += [node] if "/S" in node else []
            waiting += [node["/K"]] if "/K" in node else []
    return found
