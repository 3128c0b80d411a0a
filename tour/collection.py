"""What a tour leaves behind, gathered after the program has ended: papers, labels, decoded codes, the summary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image

from app.bootstrap import open_house
from app.domain import dossier
from app.domain.deadlines import Due
from app.paths import Folders
from app.printing import documents
from app.printing.label_sheet import label_png
from app.printing.labels import label_image
from app.printing.raster import page_images
from app.services.dossiers import latest_dossiers, open_dossier
from app.services.house import House
from app.services.paper_archive import archived
from app.services.print_jobs import DONE, PrintJob, list_jobs
from app.services.upkeep import verify

DPI = 203
WITH_CODES = frozenset({"receipt", "supplement", "refusal", "label"})
_LOG_TROUBLE = re.compile(r"\b(ERROR|CRITICAL)\b")


@dataclass(frozen=True, slots=True)
class Collection:
    """The summary as plain data, and what is wrong with what was found."""

    summary: dict[str, Any]
    faults: tuple[str, ...]


def collect(out: Path, basedir: Path, journal: Sequence[Mapping[str, Any]]) -> Collection:
    """Gather everything into `out`. `journal` is what the processes wrote down."""
    folders = Folders.of(basedir)
    with open_house(folders, use_keyring=False) as (house, _vault):
        jobs = sorted(list_jobs(house, limit=10_000), key=lambda job: job.queued_at)
        papers = [_keep_paper(out, house, number, job) for number, job in enumerate(jobs, start=1)]
        dossiers = _dossiers(house)
        checked, chain_faults = verify(house)
        events = Counter(entry["type"] for line in dossiers for entry in line["timeline"])
    log_errors = _log_errors(folders.logs)
    summary = {
        "steps": [entry for entry in journal if "stall" not in entry],
        "stalls": sorted((entry for entry in journal if "stall" in entry), key=lambda entry: -int(entry["stall"])),
        "dossiers": dossiers,
        "papers": papers,
        "events": dict(sorted(events.items())),
        "chain": {"checked": checked, "faults": [fault.what for fault in chain_faults]},
        "log_errors": log_errors,
        "pictures": sorted(path.name for path in out.glob("[0-9][0-9]-*.png")),
    }
    faults = [f"{paper['file']}: chưa in ({paper['state']})" for paper in papers if paper["state"] != DONE]
    faults += [
        f"{paper['file']}: không đọc được mã nào"
        for paper in papers
        if paper["kind"] in WITH_CODES and not paper["decoded"]
    ]
    faults += [f"nhật ký: {fault.what}" for fault in chain_faults] + [f"log: {line}" for line in log_errors]
    return Collection(summary, tuple(faults))


def _keep_paper(out: Path, house: House, number: int, job: PrintJob) -> dict[str, Any]:
    reprint = f" in lại {job.reprint}" if job.reprint else ""
    name = f"{number:02} {job.title} {job.code}{reprint}".replace("/", "-").strip()
    document = documents.from_data(dict(job.document))
    images: list[Image.Image] = []
    if isinstance(document, documents.LabelDoc):
        file = out / "labels" / f"{name} {document.size.name} {document.dpi}dpi.png"
        file.parent.mkdir(exist_ok=True)
        images = [label_image(document)]
        file.write_bytes(label_png(images[0], document.dpi))
    else:
        file = out / "papers" / f"{name}.pdf"
    if job.pdf_sha256:
        pdf = archived(house, job.pdf_sha256).read_bytes()
        images = images or page_images(pdf, DPI)
        target = out / "papers" / f"{name}.pdf"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(pdf)
    found = [mark.text for image in images for mark in zxingcpp.read_barcodes(image.convert("L"))]
    return {
        "file": str(file.relative_to(out)),
        "kind": job.kind,
        "title": job.title,
        "code": job.code,
        "state": job.state,
        "reprint": job.reprint,
        "reason": job.reason,
        "pages": len(images),
        "decoded": sorted(set(found)),
    }


def _dossiers(house: House) -> list[dict[str, Any]]:
    found = []
    for line in reversed(latest_dossiers(house, limit=500)):
        page = open_dossier(house, line.subject_id)
        frozen = page.data.get("due")
        due = Due.from_data(frozen) if frozen else None
        found.append(
            {
                "code": line.code,
                "state": line.state.name.lower(),
                "owner": line.owner_name,
                "filer": line.filer_name,
                "procedure": line.procedure_code,
                "received_at": line.received_at.isoformat(timespec="seconds"),
                "due_at": due.due_at.isoformat(timespec="minutes") if due else None,
                "explanation": due.explanation.splitlines() if due else [],
                "result_way": line.result_way,
                "timeline": [
                    {"type": entry.type.removeprefix(f"{dossier.KIND}."), "what": entry.what, "detail": entry.detail}
                    for entry in page.timeline
                ],
            }
        )
    return found


def _log_errors(folder: Path) -> list[str]:
    lines = [line for file in sorted(folder.rglob("*.log*")) for line in file.read_text("utf-8").splitlines()]
    return [line for line in lines if _LOG_TROUBLE.search(line)]
