"""A paper goes to the printer of its role, or into a folder until one is chosen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from office_fixtures import form

from app.domain.office import Actor
from app.printing.handing import Handed, NothingPrinted, SpoolPlace
from app.services.delivery import PrinterDelivery
from app.services.house import House
from app.services.intake import receive_dossier
from app.services.print_jobs import PrintJob, PrintPlan, list_jobs
from app.settings import SettingsFile


@pytest.fixture
def jobs(house: House, clerk: Actor) -> dict[str, PrintJob]:
    receive_dossier(house, clerk, form(house), PrintPlan())
    return {job.kind: job for job in list_jobs(house)}


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF")
    return path


def never(_pdf: Path, _printer: str, _name: str) -> Handed:
    raise AssertionError("no printer was chosen")


def test_without_a_printer_the_pdf_lies_in_the_folder_under_a_name_without_a_person(
    house: House, jobs: dict[str, PrintJob], pdf: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "Giấy in"
    delivery = PrinterDelivery(house, SettingsFile.load(tmp_path / "settings.json"), folder, never)
    assert delivery.printer_for(jobs["receipt"]) == ""
    assert delivery.deliver(jobs["receipt"], pdf, "", "QMC-1") == Handed(certain=True)
    delivery.deliver(replace(jobs["receipt"], reprint=2, job_id="other-id-0002"), pdf, "", "QMC-2")
    delivery.deliver(replace(jobs["label"], code="", title="Tem A/B"), pdf, "", "QMC-3")
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 3
    assert names[0].startswith("2026-11-19 090400 · Giấy tiếp nhận và hẹn trả · H12.142-261119-3001 · ")
    assert any("in lại lần 2" in name for name in names)
    assert any("Tem A-B" in name for name in names)
    assert not any("Đức" in name for name in names)
    assert all(path.read_bytes() == b"%PDF" for path in folder.iterdir())


def test_each_role_has_its_printer(house: House, jobs: dict[str, PrintJob], pdf: Path, tmp_path: Path) -> None:
    settings = SettingsFile.load(tmp_path / "settings.json")
    settings.change(printers={"a4": "HP LaserJet"})
    sent: list[tuple[Path, str, str]] = []

    def send(path: Path, printer: str, name: str) -> Handed:
        sent.append((path, printer, name))
        return Handed(SpoolPlace(printer, name))

    delivery = PrinterDelivery(house, settings, tmp_path / "out", send)
    assert delivery.printer_for(jobs["receipt"]) == "HP LaserJet"
    handed = delivery.deliver(jobs["receipt"], pdf, "HP LaserJet", "QMC-1")
    assert handed == Handed(SpoolPlace("HP LaserJet", "QMC-1"))
    assert sent == [(pdf, "HP LaserJet", "QMC-1")]
    assert delivery.printer_for(jobs["label"]) == ""


def test_a_folder_that_cannot_be_written_is_told(
    house: House, jobs: dict[str, PrintJob], pdf: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file")
    delivery = PrinterDelivery(house, SettingsFile.load(tmp_path / "settings.json"), tmp_path / "out", never)
    with pytest.raises(NothingPrinted, match="Giấy in") as trouble:
        delivery.deliver(jobs["receipt"], pdf, "", "QMC-1")
    assert trouble.value.code == "PDF-FOLDER"
