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
# The world below maps, drawn from the package's outlines.
OUTLINES = "world-atlas"
LICENCES = {
    "@openeuropa/bcl-theme-default": "EUPL-1.2 (contains Bootstrap, MIT)",
    "pretendard": "OFL-1.1",
    OUTLINES: "ISC (outlines by Natural Earth, public domain)",
}
FONT_WEIGHTS = {"400": "Regular", "700": "Bold"}
# How a browser treats the text until a piece comes. Hangul is drawn anew, because a machine may have no other; Latin
# stays until the next page as it was drawn first, in the machine's own face at the same width, so that nothing moves.
# Signs that hardly any text has are left to the machine: each would fetch a piece of Hangul.
BLOCKS = {
    "swap": ((0x1100, 0x11FF), (0x3000, 0x303F), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF)),
    "optional": ((0x20, 0x3B), (0x3F, 0x5D), (0x61, 0x7B), (0x7D, 0x7D), (0xA0, 0x17F), (0x2010, 0x2021)),
}
FACE = re.compile(
    r"@font-face\s*{[^}]*font-weight:\s*(?P<weight>\d+);[^}]*"
    r"url\(\./(?P<file>woff2-dynamic-subset/[^)]+\.woff2)\)[^}]*unicode-range:\s*(?P<ranges>[^;]+);",
)


def part(ranges: str, blocks: Iterable[tuple[int, int]]) -> list[str]:
    """Return the pieces of a CSS unicode-range that lie in one of the blocks."""
    kept: list[str] = []
    for piece in ranges.split(","):
        first, _, last = piece.strip().removeprefix("U+").partition("-")
        low, high = int(first, 16), int(last or first, 16)
        for block_low, block_high in blocks:
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
    """Copy the font pieces that hold Hangul or Latin and write the style sheet that declares them."""
    css = (package / "dist/web/static/pretendard-dynamic-subset.css").read_text(encoding="utf-8")
    faces = []
    for face in FACE.finditer(css):
        if face["weight"] not in FONT_WEIGHTS:
            continue
        name = Path(face["file"]).name
        for display, blocks in BLOCKS.items():
            if ranges := part(face["ranges"], blocks):
                copy_file(package / "dist/web/static" / face["file"], folder / name)
                faces.append(
                    f'@font-face{{font-family:"Pretendard";font-display:{display};font-weight:{face["weight"]};'
                    f'src:url("../vendor/{folder.name}/{name}") format("woff2");unicode-range:{",".join(ranges)}}}'
                )
    # The weights of one piece stand together: the same ranges twice take hardly more room compressed than once.
    faces.sort(key=lambda line: line.partition("unicode-range:")[2])
    lines = [
        "/* Pretendard for Hangul and Latin, in pieces: a page fetches the pieces it shows. */",
        "/* Written by scripts/vendor.py; the font files are the publisher's, unchanged. */",
        *faces,
    ]
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
    """Rebuild static/vendor, fonts.css, core/pdf/fonts and VENDORED.json from the packages."""
    vendor = root / "static/vendor"
    document_fonts = root / "core/pdf/fonts"
    for folder in (vendor, document_fonts):
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
    world = vendor / f"{OUTLINES}-{version_of(package)}"
    write_outlines(package, world / "world.svg")
    copy_file(package / "LICENSE", world / "LICENSE.txt")
    record[OUTLINES] = recorded(OUTLINES, package, root, world.iterdir())
    text = json.dumps(record, indent=2, ensure_ascii=False)
    (root / "frontend/VENDORED.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
