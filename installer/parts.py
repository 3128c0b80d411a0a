"""The list of parts (CycloneDX 1.6) and the licence texts that go with the program."""

from __future__ import annotations

import hashlib
import re
import shutil
from datetime import UTC, datetime
from importlib.metadata import Distribution, distributions
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parent.parent
TEXT = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)


def place_licences(folder: Path, version: str, epoch: int) -> None:
    """Write `licences/` of one version: NOTICE, the text of every part, and the list of parts."""
    target = folder / "licences"
    target.mkdir()
    for name in ("LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, target / name)
    shutil.copy(folder / "runtime/LICENSE.txt", target / "python.txt")
    found = sorted(distributions(path=[str(folder / "site-packages")]), key=lambda part: part.name.lower())
    for part in found:
        for path in part.files or ():
            source = Path(str(part.locate_file(path)))
            if TEXT.search(source.name) and ".dist-info" in str(path) and source.is_file():
                place = target / part.name
                place.mkdir(exist_ok=True)
                shutil.copy(source, place / source.name)
    (target / "parts.cdx.json").write_text(list_of_parts(found, folder, version, epoch), "utf-8")


def list_of_parts(found: list[Distribution], folder: Path, version: str, epoch: int) -> str:
    """Return the list as CycloneDX JSON; the same text for the same parts."""
    licence = LicenseFactory()
    bom = Bom(serial_number=uuid5(NAMESPACE_URL, f"quay-mot-cua/{version}"))
    bom.metadata.timestamp = datetime.fromtimestamp(epoch, UTC)
    bom.metadata.component = Component(
        name="quay-mot-cua", version=version, type=ComponentType.APPLICATION, bom_ref="quay-mot-cua"
    )
    [library] = [path for path in (folder / "runtime").glob("python3*.dll") if path.name != "python3.dll"]
    runtime = Component(
        name="cpython",
        version=f"3.{library.stem.removeprefix('python3')}",
        type=ComponentType.PLATFORM,
        bom_ref="cpython",
        licenses=[licence.make_from_string("Python-2.0")],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=hashlib.sha256(library.read_bytes()).hexdigest())],
    )
    components = [runtime]
    for part in found:
        words = part.metadata.json.get("license_expression", "")  # what `get` of a message gives has no type
        components.append(
            Component(
                name=part.name,
                version=part.version,
                type=ComponentType.LIBRARY,
                bom_ref=f"{part.name}=={part.version}",
                purl=PackageURL("pypi", None, part.name.lower(), part.version),
                licenses=[licence.make_from_string(str(words))] if words else [],
            )
        )
    for component in components:
        bom.components.add(component)
    bom.register_dependency(bom.metadata.component, components)
    return make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1)
