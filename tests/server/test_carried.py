"""What the administrator carries by hand: files from a stick, everything to join by as one QR, a lost PC's place."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from pyzbar.pyzbar import decode
from served import AN_XUYEN, Pc

from app.protocol.exchange_files import FileKeys, FileKind, Outgoing, read_head, seal, unseal
from app.protocol.invitations import find_invitation
from app.protocol.messages import Push
from app.protocol.signatures import sign_head
from app.server.authentication import utc_now
from app.server.command import main


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    chosen = {"QUAY_DATABASE_URL": f"sqlite:///{tmp_path}/server.sqlite"}
    assert main(("migrate",), chosen) == 0
    assert main(("office", "add", "--province", "96", "--prefix", AN_XUYEN, "--name", "Phường An Xuyên"), chosen) == 0
    return chosen


def test_everything_to_join_by_is_one_line_and_one_qr(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    picture = tmp_path / "join.png"
    enrol = ("device", "enrol", "--prefix", AN_XUYEN)
    capsys.readouterr()
    assert main((*enrol, "--qr", str(picture)), environment) == 1
    assert "--address" in capsys.readouterr().err
    where = "https://quay.vidu.vn#" + "ab" * 32
    assert main((*enrol, "--qr", str(picture), "--address", where), environment) == 0
    code, line = capsys.readouterr().out.split("\n")[:2]
    [found] = decode(Image.open(picture))
    invited = find_invitation(found.data.decode())
    assert invited is not None
    assert invited == find_invitation(line)
    assert (invited.address, invited.code) == (where, code)
    assert main((*enrol, "--qr"), environment | {"QUAY_ADDRESS": where}) == 0
    assert "█" in capsys.readouterr().out


def test_a_file_is_taken_in_and_answered(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from contextlib import closing

    from server_writer import Writer
    from sqlalchemy import make_url

    from app.server.database import Database

    with closing(Database(make_url(f"sqlite+pysqlite:///{tmp_path}/server.sqlite"))) as database:
        pc: Pc = Writer(database, AN_XUYEN).pc
        assert pc.place is not None
        pc.note("d")
        keys = FileKeys.of_device(pc.key)
        head = sign_head(pc.key, pc.device_id, 1, pc.chain.link)
        sent = Push(pc.device_id, head, pc.chain.events)
        receiver = pc.place.exchange_key[32:]
        file = tmp_path / "quay-gui-x.qxf"
        file.write_bytes(
            seal(FileKind.OUTGOING, pc.device_id, keys, receiver, utc_now(), [Outgoing(keys.public[32:]), sent])
        )
    capsys.readouterr()
    for told in ("1 new events stored", "0 new events stored"):
        assert main(("exchange", "import", str(file)), environment) == 0
        assert told in capsys.readouterr().out
    answer = (tmp_path / "quay-tra-loi-x.qxf").read_bytes()
    assert read_head(answer).device_id == pc.device_id
    for link in ("quay-tra-loi-x.qxf", "quay-tra-loi-x.qxf.new"):  # a stranger's stick, and whoever runs the server
        (tmp_path / link).unlink(missing_ok=True)
        (tmp_path / link).symlink_to(tmp_path / "server.sqlite")
        main(("exchange", "import", str(file)), environment)
        assert (tmp_path / "server.sqlite").read_bytes().startswith(b"SQLite format 3")
    assert list(unseal(answer, keys))
    assert main(("exchange", "import", str(tmp_path / "quay-tra-loi-x.qxf")), environment) == 1
    assert "is not for this server" in capsys.readouterr().err
    file.write_bytes(file.read_bytes()[:-1])
    assert main(("exchange", "import", str(file)), environment) == 1
    assert "is cut off" in capsys.readouterr().err
    assert main(("exchange", "import", str(tmp_path / "nothing.qxf")), environment) == 1
    assert "can't be read" in capsys.readouterr().err
    assert main(("device", "replace", pc.device_id), environment) == 0
    assert len(capsys.readouterr().out.strip()) == 14
    assert main(("device", "revoke-sheet", pc.device_id), environment) == 0
    assert main(("device", "replace", "nobody"), environment) == 1
    assert main(("device", "revoke", pc.device_id), environment) == 0
