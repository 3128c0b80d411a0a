"""The wish for two copies on one sheet, from the settings to the frozen document of the print job."""

from __future__ import annotations

from invented import HON_NHAN, form_for, person
from pytestqt.qtbot import QtBot

from app.services.intake import receive_dossier
from app.services.print_jobs import PrintPlan, list_jobs
from app.ui.context import Context
from app.ui.screens.settings_devices import PrintersSection


def test_ticked_in_the_settings_the_next_receipt_asks_for_one_sheet(context: Context, qtbot: QtBot) -> None:
    page = PrintersSection(context)
    qtbot.addWidget(page)
    assert not context.print_plan().two_up
    page.two_up.setChecked(True)
    qtbot.waitUntil(lambda: context.runner.is_idle)
    assert context.settings.current.receipt_two_up
    house, procedure = context.house, context.procedures[HON_NHAN]
    for plan, expected in ((context.print_plan(), True), (PrintPlan(), False)):
        form = form_for(house, procedure, person("Lâm Thị Sáu"))
        received = receive_dossier(house, context.the_actor, form, plan)
        [receipt] = [job for job in list_jobs(house, subject_id=received.subject_id) if job.kind == "receipt"]
        assert receipt.document["two_up"] is expected
