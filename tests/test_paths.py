import os
import stat
import subprocess
import sys
from contextlib import suppress

import pytest

from app.paths import Folders, make_private, write_durably

posix = pytest.mark.skipif(os.name != "posix", reason="rights of folders are the profile's on Windows")
ALL = ("data", "marks", "logs", "exports", "database", "keys", "papers", "backups", "settings_file", "number_mark")


def test_base_folder_holds_everything(tmp_path):
    folders = Folders.of(tmp_path / "quầy")
    folders.create()
    assert all(getattr(folders, name).is_relative_to(tmp_path / "quầy") for name in (*ALL, "printouts"))
    assert folders.papers.is_dir()
    assert list(tmp_path.iterdir()) == [tmp_path / "quầy"]


def test_base_folder_stays_the_same_when_the_working_folder_changes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folders = Folders.of(type(tmp_path)("demo"))
    monkeypatch.chdir("/")
    assert folders.database == tmp_path / "demo" / "data" / "quay.db"


def test_users_folders_are_apart_from_each_other():
    folders = Folders.of()
    assert all(getattr(folders, name).is_absolute() for name in ALL)
    assert not folders.number_mark.is_relative_to(folders.data)
    assert not folders.exports.is_relative_to(folders.data)


@posix
def test_only_the_owner_may_look_inside(tmp_path):
    before = os.umask(0)
    try:
        folders = Folders.of(tmp_path)
        folders.create()
        write_durably(folders.settings_file, b"{}")
    finally:
        os.umask(before)
    made = [folders.data, folders.marks, folders.logs, folders.exports, folders.keys, folders.papers, folders.backups]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in made} == {0o700}
    assert stat.S_IMODE(folders.settings_file.stat().st_mode) == 0o600


@posix
def test_folder_that_was_open_to_all_is_closed(tmp_path):
    folder = tmp_path / "logs"
    folder.mkdir(mode=0o755)
    make_private(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_file_that_cannot_be_replaced_stands_and_leaves_no_rest(tmp_path, monkeypatch):
    path = tmp_path / "settings.json"
    write_durably(path, b"old")

    def power_cut(handle):
        raise OSError("no power")

    monkeypatch.setattr(os, "fsync", power_cut)
    with pytest.raises(OSError, match="no power"):
        write_durably(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_power_cut_left_half_written_is_written_over_next_time(tmp_path):
    path = tmp_path / "settings.json"
    program = "import os, sys; from pathlib import Path; from app.paths import write_durably; "
    cut = "os.fsync = lambda handle: os._exit(1); write_durably(Path(sys.argv[1]), b'half')"
    for _ in range(2):
        subprocess.run([sys.executable, "-c", program + cut, str(path)], check=False)
        assert len(list(tmp_path.iterdir())) == 1
    write_durably(path, b"whole")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform != "linux", reason="counts calls as Linux makes them")
def test_write_reaches_the_disk_before_and_after_the_name_changes(tmp_path, monkeypatch):
    calls, real = [], os.fsync

    def counted(handle):
        calls.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        real(handle)

    monkeypatch.setattr(os, "fsync", counted)
    write_durably(tmp_path / "x", b"1\r\n")
    assert calls == [False, True]
    assert (tmp_path / "x").read_bytes() == b"1\r\n"


@posix
def test_a_strangers_stick_does_not_say_which_file_is_written_over(tmp_path):
    mine = tmp_path / "mine"
    mine.write_bytes(b"mine")
    for link in ("file", "file.new"):
        (tmp_path / link).unlink(missing_ok=True)
        (tmp_path / link).symlink_to(mine)
        with suppress(OSError):
            write_durably(tmp_path / "file", b"sealed")
        assert mine.read_bytes() == b"mine"
