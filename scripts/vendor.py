"""Copies the needed files of installed front-end packages, and writes fonts.css, outlines and VENDORED.json."""

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from outlines import write_outlines

# What each package gives: (path in the package, path below static/vendor/NAME-VERSION).
FILES: dict[str, list[tuple[str, str]]] = {
    "@openeuropa/bcl-theme-default": [
        ("css/oe-bcl-default.min.css", "oe-bcl-default.min.css"),
        ("js/oe-bcl-default.bundle.min.js", "oe-bcl-default.bundle.min.js"),
        ("LICENSE.md", "LICENSE-bootstrap.md"),
    ],
    "pretendard": [("dist/LICENSE.txt", "LICENSE.txt")],
}
# Fonts that documents embed: (path in the package, name below core/pdf/fonts). They are not served to browsers.
DOCUMENT_FONTS: dict[str, list[tuple[str, str]]] = {
    "pretendard": [
        ("dist/public/static/Pretendard-Regular.otf", "Pretendard-Regular.otf"),
        ("dist/public/static/Pretendard-Bold.otf", "Pretendard-Bold.otf"),
        ("dist/LICENSE.txt", "LICENSE.txt"),
    ],
}
# What maps are drawn from, read by the server alone: the package gives the outlines below core/pictures/world.
OUTLINES = "world-atlas"
LICENCES = {
    "@openeuropa/bcl-theme-default": "EUPL-1.2 (contains Bootstrap, MIT)",
    "pretendard": "OFL-1.1",
    OUTLINES: "ISC (outlines by Natural Earth, public domain)",
}
FONT_WEIGHTS = {"400": "Regular", "700": "Bold"}
HANGUL = ((0x1100, 0x11FF), (0x3000, 0x303F), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF))
FACE = re.compile(
    r"@font-face\s*{[^}]*font-weight:\s*(?P<weight>\d+);[^}]*"
    r"url\(\./(?P<file>woff2-dynamic-subset/[^)]+\.woff2)\)[^}]*unicode-range:\s*(?P<ranges>[^;]+);",
)


def hangul_part(ranges: str) -> list[str]:
    """Return the pieces of a CSS unicode-range that lie in a Hangul block.

    Latin text keeps the reader's system font, so a page without Hangul fetches no font at all.
    """
    kept: list[str] = []
    for piece in ranges.split(","):
        first, _, last = piece.strip().removeprefix("U+").partition("-")
        low, high = int(first, 16), int(last or first, 16)
        for block_low, block_high in HANGUL:
            start, end = max(low, block_low), min(high, block_high)
            if start <= end:
                kept.append(f"U+{start:x}" if start == end else f"U+{start:x}-{end:x}")
    return kept


def copy_file(source: Path, target: Path) -> None:
    """Copy one file; scripts and style sheets lose their pointer to a source map we do not ship."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in {".css", ".js"}:
        text = source.read_text(encoding="utf-8")
        text = re.sub(r"\n?(//# sourceMappingURL=\S+|/\*# sourceMappingURL=.*?\*/)", "", text)
        target.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    else:
        shutil.copyfile(source, target)


def write_fonts(package: Path, folder: Path, style_sheet: Path) -> None:
    """Copy the font pieces that hold Hangul and write the style sheet that declares them."""
    css = (package / "dist/web/static/pretendard-dynamic-subset.css").read_text(encoding="utf-8")
    lines = [
        "/* Pretendard for Hangul only, in pieces: a page fetches the pieces it shows. */",
        "/* Written by scripts/vendor.py; the font files are the publisher's, unchanged. */",
    ]
    for face in FACE.finditer(css):
        ranges = hangul_part(face["ranges"])
        if face["weight"] not in FONT_WEIGHTS or not ranges:
            continue
        name = Path(face["file"]).name
        copy_file(package / "dist/web/static" / face["file"], folder / name)
        lines.append(
            f'@font-face{{font-family:"Pretendard";font-display:swap;font-weight:{face["weight"]};'
            f'src:url("../vendor/{folder.name}/{name}") format("woff2");'
            f"unicode-range:{','.join(ranges)}}}"
        )
    style_sheet.parent.mkdir(parents=True, exist_ok=True)
    style_sheet.write_text("\n".join(lines) + "\n", encoding="utf-8")


def version_of(package: Path) -> str:
    """The installed version of a package."""
    return str(json.loads((package / "package.json").read_text(encoding="utf-8"))["version"])


def recorded(name: str, package: Path, root: Path, written: Iterable[Path]) -> dict[str, Any]:
    """What VENDORED.json says of a package: its version, its licence, its files with their SHA-256."""
    return {
        "version": version_of(package),
        "licence": LICENCES[name],
        "files": {
            path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(written)
            if path.is_file()
        },
    }


def main(modules: Path, root: Path) -> None:
    """Rebuild static/vendor, fonts.css, core/pdf/fonts, core/pictures/world and VENDORED.json from the packages."""
    vendor = root / "static/vendor"
    document_fonts = root / "core/pdf/fonts"
    world = root / "core/pictures/world"
    for folder in (vendor, document_fonts, world):
        shutil.rmtree(folder, ignore_errors=True)
    record = {}
    for name, files in FILES.items():
        package = modules / name
        folder = vendor / f"{name.rpartition('/')[2]}-{version_of(package)}"
        for source, target in files:
            copy_file(package / source, folder / target)
        if name == "pretendard":
            write_fonts(package, folder, root / "static/css/fonts.css")
        embedded = DOCUMENT_FONTS.get(name, [])
        for source, target in embedded:
            copy_file(package / source, document_fonts / target)
        written = [*(document_fonts / target for _source, target in embedded), *folder.rglob("*")]
        record[name] = recorded(name, package, root, written)
    package = modules / OUTLINES
    write_outlines(package, world / "outlines.json")
    copy_file(package / "LICENSE", world / "LICENSE.txt")
    record[OUTLINES] = recorded(OUTLINES, package, root, world.iterdir())
    text = json.dumps(record, indent=2, ensure_ascii=False)
    (root / "frontend/VENDORED.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
