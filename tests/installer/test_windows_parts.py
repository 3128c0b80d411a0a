"""What goes into the Windows setup file, and what is refused."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from PIL import Image

import build_installer
import dev
from installer import bundle, lab, launcher_build, parts, proof, runtime

ROOT = Path(__file__).parents[2]


@pytest.fixture
def pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """A small runtime that is pinned in place of the real one."""
    files = {"python313.dll": b"library", "python3.dll": b"stable", "_wmi.pyd": b"wmi", "python313._pth": b"."}
    listed = tmp_path / "runtime.sha256"
    listed.write_text("".join(f"{hashlib.sha256(data).hexdigest()} {name}\n" for name, data in files.items()))
    monkeypatch.setattr(runtime, "PINNED", listed)
    return files


def delivering(files: dict[str, bytes]) -> Callable[[Sequence[str]], None]:
    def install(arguments: Sequence[str]) -> None:
        for name, data in files.items():
            (Path(arguments[arguments.index("--target") + 1]) / name).write_bytes(data)

    return install


# -- the runtime


def test_the_pinned_runtime_is_placed_without_what_no_counter_needs(pinned: dict[str, bytes], tmp_path: Path) -> None:
    runtime.place_runtime(tmp_path / "r", delivering(pinned))
    assert sorted(path.name for path in (tmp_path / "r").iterdir()) == [
        "python3.dll",
        "python313._pth",
        "python313.dll",
    ]
    assert "..\\site-packages" in (tmp_path / "r/python313._pth").read_text()


def test_a_runtime_with_one_other_byte_is_refused(pinned: dict[str, bytes], tmp_path: Path) -> None:
    with pytest.raises(runtime.RuntimeRefused, match=r"python313\.dll"):
        runtime.place_runtime(tmp_path / "r", delivering(pinned | {"python313.dll": b"librarY"}))


def test_a_runtime_that_lacks_a_file_is_refused(pinned: dict[str, bytes], tmp_path: Path) -> None:
    del pinned["python3.dll"]
    with pytest.raises(runtime.RuntimeRefused, match=r"lacks python3\.dll"):
        runtime.place_runtime(tmp_path / "r", delivering(pinned))


@pytest.fixture
def official(tmp_path: Path) -> Path:
    archive = tmp_path / "python-3.13.9-embed-amd64.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("python313.dll", b"library")
        packed.writestr("python313.zip", b"modules")
        packed.writestr("pythonw.exe", b"no use")
    return archive


def test_an_official_zip_is_taken_once_its_hash_is_the_makers(official: Path, tmp_path: Path) -> None:
    runtime.place_official(tmp_path / "r", official, hashlib.sha256(official.read_bytes()).hexdigest().upper())
    names = sorted(path.name for path in (tmp_path / "r").iterdir())
    assert names == ["python313._pth", "python313.dll", "python313.zip"]


@pytest.mark.parametrize("given", ["", "0" * 64])
def test_an_official_zip_of_another_hash_is_refused(official: Path, tmp_path: Path, given: str) -> None:
    with pytest.raises(runtime.RuntimeRefused, match="not the one given"):
        runtime.place_official(tmp_path / "r", official, given)
    assert not (tmp_path / "r").exists()


def test_every_file_of_the_real_runtime_is_pinned_by_its_hash() -> None:
    lines = runtime.PINNED.read_text("ascii").splitlines()
    assert all(re.fullmatch(r"[0-9a-f]{64}\s+\S+", line) for line in lines)
    assert {"python313.dll", "python313.zip", "python.exe"} <= {line.split()[1] for line in lines}
    assert "--hash=sha256:" in runtime.LOCK.read_text("utf-8")


def test_every_windows_package_is_locked_by_hashes() -> None:
    for name in ("requirements-windows.lock", "requirements-windows-test.lock"):
        packages = re.split(r"(?m)^(?=[a-z0-9])", (ROOT / name).read_text("utf-8"))
        assert all("--hash=sha256:" in part for part in packages if "==" in part), name


# -- packages

WANTED = (
    "PySide6/Qt6Core.dll",
    "PySide6/plugins/platforms/qwindows.dll",
    "holidays/locale/vi/LC_MESSAGES/VN.mo",
    "stdnum/vn/mst.py",
    "sqlalchemy/dialects/postgresql/base.py",  # Alembic imports it, whatever the database
    "keyring/backends/Windows.py",
    "win32/win32print.pyd",
    "zstandard/backend_c.cp313-win_amd64.pyd",
    "shiboken6/vcruntime140.dll",
    "shiboken6/msvcp140.dll",
    "reportlab-5.1.0.dist-info/METADATA",
)
UNWANTED = (
    "PySide6/Qt6Qml.dll",
    "PySide6/opengl32sw.dll",
    "PySide6/designer.exe",
    "PySide6/plugins/sqldrivers/qsqlite.dll",
    "sqlalchemy/dialects/mssql/base.py",
    "holidays/locale/fr/LC_MESSAGES/FR.mo",
    "stdnum/de/idnr.py",
    "win32com/__init__.py",
    "bin/alembic.exe",
    "lxml/etree.pyi",
    "zstandard/_cffi.cp313-win_amd64.pyd",
    "shiboken6/vccorlib140.dll",
    "reportlab/fonts/DarkGarden.sfd",
)


@pytest.mark.parametrize("name", WANTED)
def test_what_the_program_needs_goes_to_the_counter(name: str) -> None:
    assert bundle.is_wanted(name)


@pytest.mark.parametrize("name", UNWANTED)
def test_what_no_counter_needs_stays_behind(name: str) -> None:
    assert not bundle.is_wanted(name)


def test_the_program_goes_without_gallery_and_calls_itself_the_version_asked_for(tmp_path: Path) -> None:
    for version in ("9.8.7", "9.8.8"):
        bundle.place_program(tmp_path, version)
    assert '__version__ = "9.8.8"' in (tmp_path / "app/__init__.py").read_text("utf-8")
    assert not (tmp_path / "app/ui/gallery").exists()
    assert not list(tmp_path.rglob("*.pyc"))
    assert not list(tmp_path.rglob("*.ts"))
    assert (tmp_path / "resources/translations/quay_en.qm").exists()


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package that uv finds in a folder instead of on the network."""
    file = tmp_path / "index/quay_part-1.0-py3-none-any.whl"
    file.parent.mkdir()
    about = "quay_part-1.0.dist-info"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("quay_part.py", "")
        packed.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: quay-part\nVersion: 1.0\n")
        packed.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: a test\nTag: py3-none-any\n")
        packed.writestr(f"{about}/RECORD", f"quay_part.py,,\n{about}/METADATA,,\n{about}/WHEEL,,\n{about}/RECORD,,\n")
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(file.parent))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(bundle, "LOCK", tmp_path / "packages.lock")
    monkeypatch.setattr(runtime, "LOCK", tmp_path / "packages.lock")
    return file


def uv(arguments: Sequence[str]) -> None:
    dev.call([*dev.uv(), *arguments])


def test_a_package_with_another_hash_than_the_locked_one_is_refused(wheel: Path, tmp_path: Path) -> None:
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    bundle.LOCK.write_text(f"quay-part==1.0 --hash=sha256:{digest}\n")
    bundle.place_packages(tmp_path / "good", tmp_path, uv)
    assert (tmp_path / "good/quay_part.py").exists()
    bundle.LOCK.write_text(f"quay-part==1.0 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(dev.Stop):
        bundle.place_packages(tmp_path / "bad", tmp_path, uv)
    assert not (tmp_path / "bad/quay_part.py").exists()
    with pytest.raises(dev.Stop):
        runtime.place_runtime(tmp_path / "runtime", uv)
    assert not (tmp_path / "runtime").exists()


# -- licences and the list of parts


def some_parts() -> list[Distribution]:
    return [part for part in distributions() if part.name.lower() in ("pillow", "segno", "sqlalchemy")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in (("runtime/python313.dll", b"library"), ("runtime/LICENSE.txt", b"PSF")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_the_list_of_parts_is_cyclonedx_and_names_every_part(folder: Path) -> None:
    told = parts.list_of_parts(some_parts(), folder, "1.2.3", bundle.EPOCH)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(told) is None
    named = json.loads(told)["components"]
    assert {"cpython", "pillow", "segno", "SQLAlchemy"} == {part["name"] for part in named}
    assert all("licenses" in part for part in named if part["name"] in ("cpython", "pillow"))


def test_the_list_of_parts_is_the_same_for_the_same_parts(folder: Path) -> None:
    once, again = (parts.list_of_parts(some_parts()[::step], folder, "1.2.3", bundle.EPOCH) for step in (1, -1))
    assert once == again


def test_licences_of_python_and_ours_go_along(folder: Path) -> None:
    (folder / "site-packages").mkdir()
    parts.place_licences(folder, "1.2.3", bundle.EPOCH)
    assert sorted(path.name for path in (folder / "licences").iterdir()) == [
        "LICENSE",
        "NOTICE",
        "parts.cdx.json",
        "python.txt",
    ]


# -- launcher, version, lab

needs_compiler = pytest.mark.skipif(shutil.which(launcher_build.COMPILER) is None, reason="no mingw-w64 here")


@needs_compiler
def test_two_launchers_of_one_version_are_the_same_bytes(tmp_path: Path) -> None:
    icon = tmp_path / "quay.ico"
    Image.new("RGBA", (16, 16)).save(icon)
    for name in ("one.exe", "two.exe"):
        launcher_build.build_launcher(tmp_path / name, icon, "1.2.3", bundle.EPOCH)
    one = (tmp_path / "one.exe").read_bytes()
    assert one == (tmp_path / "two.exe").read_bytes()
    assert one[:2] == b"MZ"
    assert "1.2.3".encode("utf-16-le") in one
    assert b"asInvoker" in one
    launcher_build.build_launcher(tmp_path / "two.exe", icon, "1.2.4", bundle.EPOCH)
    assert one != (tmp_path / "two.exe").read_bytes()


def test_the_setup_takes_the_programs_version() -> None:
    from app import __version__

    assert build_installer.version() == __version__
    assert build_installer.options([]).version == [__version__]


def test_without_root_the_lab_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(lab.LabUnavailable, match="root"):
        lab.make(tmp_path)


def refuse(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Make this a machine that grants no lab; return what is then built."""
    built: list[Sequence[str]] = []
    monkeypatch.setattr(lab, "refusal", lambda: "unshare: Operation not permitted")
    monkeypatch.setattr(proof, "build", lambda _out, _versions, *more: built.append(more))
    return built


def test_where_no_lab_is_granted_the_short_proof_says_loudly_what_it_did_not_prove(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    built = refuse(monkeypatch)
    assert proof.main(["--quick", "--out", str(tmp_path)]) == 0
    assert built == [("--no-bytecode",)]
    told = capsys.readouterr().out
    assert "NOT PROVEN ON WINDOWS" in told
    assert "unshare: Operation not permitted" in told


def test_where_no_lab_is_granted_the_whole_proof_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refuse(monkeypatch) == []
    assert proof.main(["--out", str(tmp_path)]) == 1


def test_without_root_no_lab_is_granted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert lab.refusal() == "not root"


def test_a_lab_that_is_ready_is_left_alone(tmp_path: Path) -> None:
    ready = tmp_path / lab.SUITE / lab.READY
    ready.parent.mkdir()
    ready.write_text(" ".join(lab.PACKAGES))
    lab.make(tmp_path)
    assert [path.name for path in ready.parent.iterdir()] == [lab.READY]


def test_a_command_that_never_ends_becomes_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab, "PATIENCE_S", 0.1)
    with pytest.raises(lab.LabUnavailable, match="no network"):
        lab._run(["sleep", "30"])
