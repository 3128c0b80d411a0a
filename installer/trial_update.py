"""The program updates itself: a release on a stick is taken, checked, and installed when the program is closed."""

from __future__ import annotations

import json
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

from app.domain.updates import Notes
from installer.release import new_key, sign
from installer.trial import PLACE, Trial, wait_until

# What the button "Cập nhật từ tệp" does, by the installed interpreter and the installed program's own code.
TAKE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from app import __version__
from app.domain.errors import Explained
from app.paths import Folders
from app.services.installed_version import InstalledVersion
from app.services.release_keys import read_release_keys
from app.services.update_sources import Folder
from app.services.updates import Updates
resources = Path(sys.modules['app'].__file__).parent.parent / 'resources'
keys = read_release_keys(resources / 'release_keys.json')
pc = Updates(Folders.of().updates, keys, __version__, lambda: datetime.now(UTC), InstalledVersion(None))
try:
    stick = Folder(Path({stick!r}))
    print(ascii(pc.fetch(stick, pc.look(stick, asked=True)).version))
except Explained as error:
    print(error.code)
"""


def updates_itself(trial: Trial, first: Path, second: Path) -> None:
    """A good release goes on by itself when the window closes; a changed or foreign one never gets that far."""
    one, two = (setup.name.split("-")[1] for setup in (first, second))
    assert trial.install(first) == 0
    stick = trial.out / "thẻ nhớ"
    stick.mkdir(exist_ok=True)
    setup = Path(shutil.copy(second, stick / second.name))
    public = new_key(f"trial-{time.time_ns()}", trial.out / "keys")
    key = max((trial.out / "keys").glob("*.pem"), key=lambda path: path.stat().st_mtime_ns)
    sign(setup, [key], one, Notes("Bản thử."), datetime.now(UTC).date())
    take = TAKE.format(stick=trial.pc.path(stick))
    assert trial.python(take).strip() == "UPD-KEY", "nobody this program knows has signed it"

    known = trial.installed / "versions" / one / "resources/release_keys.json"
    known.write_text(json.dumps({key.stem: public}))  # this trial's own key takes the place of the owner's
    good = setup.read_bytes()
    setup.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    assert trial.python(take).strip() == "UPD-FILE"
    setup.write_bytes(good)
    assert trial.python(take).strip() == repr(two)

    trial.pc.start([f"{PLACE}\\QuayMotCua.exe"])
    trial.wait_open()
    trial.photograph("update-1-waits")
    assert trial.in_use() == one
    began = time.monotonic()
    trial.press("alt+F4")
    wait_until(lambda: trial.in_use() == two, "the version that waited is in use")
    trial.figures["update on closing"] = round(time.monotonic() - began, 1)
    assert trial.before() == one
    wait_until(lambda: trial.registered() == two, "the setup has ended")
    trial.pc.start([f"{PLACE}\\QuayMotCua.exe"])
    trial.wait_open()
    trial.photograph("update-2-done")
    memory = trial.data / "updates/memory.json"
    wait_until(lambda: '"updated"' in memory.read_text("utf-8"), "the program knows that it was updated")
    left = trial.data / "updates"
    wait_until(lambda: [path.name for path in left.iterdir()] == ["memory.json"], "the setup file is gone")
    trial.kill()
    trial.uninstall()
