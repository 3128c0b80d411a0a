"""The program's folder as Windows will see it: runtime, packages, program, resources; only what a counter needs.

versions/<version>/runtime        Python
versions/<version>/site-packages  packages from requirements-windows.lock
versions/<version>/app            the program
versions/<version>/resources      fonts, icons, catalogue, translations
versions/<version>/licences       texts of everybody's licences, NOTICE, the list of parts (CycloneDX)
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-windows.lock"
WINDOWS = ("--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.13")
EPOCH = 1_767_225_600  # 2026-01-01: files carry one time, so that two builds are the same bytes

# Of Qt the parts that the program imports, what those load, and the plugins of a desktop: an allow-list.
QT = (
    *(f"PySide6/Qt{part}.pyd" for part in ("Core", "Gui", "Widgets", "PrintSupport", "Svg", "Network", "Test")),
    *(f"PySide6/Qt6{part}.dll" for part in ("Core", "Gui", "Widgets", "PrintSupport", "Svg", "Network", "Test")),
    "PySide6/__init__.py",
    "PySide6/_config.py",
    "PySide6/_git_pyside_version.py",
    "PySide6/pyside6.abi3.dll",
    "PySide6/msvcp140*.dll",
    "PySide6/vcruntime140*.dll",
    "PySide6/support/*.py",
    "PySide6/plugins/platforms/qwindows.dll",
    "PySide6/plugins/platforms/qoffscreen.dll",
    "PySide6/plugins/styles/*.dll",
    "PySide6/plugins/iconengines/qsvgicon.dll",
    "PySide6/plugins/imageformats/qico.dll",
    "PySide6/plugins/imageformats/qsvg.dll",
    "PySide6/translations/qtbase_en.qm",
)
# Of the other packages everything but this.
LEFT_OUT = (
    "*.pyi",
    "*.chm",
    "*.pyx",
    "*.pxd",
    "*.h",
    "*.lib",
    "bin/*",
    "docs/*",
    "share/*",
    "tests/*",
    "*/tests/*",
    "*/test/*",
    "adodbapi/*",
    "isapi/*",
    "pythonwin/*",
    "win32com/*",
    "win32comext/*",
    "pythoncom.py",
    "win32/Demos/*",
    "win32/scripts/*",
    "pypdfium2_cli/*",
    "cffi/*",
    "pycparser/*",
    "zstandard/*_cffi*",
    "shiboken6/vc[aco]*.dll",  # of the C++ runtime only what shiboken6.abi3.dll loads
    "shiboken6/concrt140.dll",
    "shiboken6/msvcp140_*.dll",
    "reportlab/fonts/DarkGarden*",  # GPL, a sample
    "reportlab/fonts/hb-test.ttf",
    "*.dist-info/sboms/*",
    "*/AUTHORS*",
    "PIL/_avif*",
    "PIL/_imagingtk*",
    "PIL/_webp*",
    "holidays/locale/*",
    "pywin32_system32/pythoncom*",
    "sqlalchemy/dialects/mssql/*",
    "sqlalchemy/dialects/mysql/*",
    "sqlalchemy/dialects/oracle/*",
    "stdnum/??/*",
    "stdnum/*.dat",
)
KEPT_ANYWAY = ("holidays/locale/vi/*", "holidays/locale/en_US/*", "stdnum/vn/*")


def place_packages(target: Path, runtime: Path, install: Callable[[Sequence[str]], None]) -> None:
    """Install the locked Windows packages into `target` and take away what no counter needs."""
    where = ["pip", "install", "--quiet", "--target", str(target), *WINDOWS]
    install([*where, "--only-binary", ":all:", "--require-hashes", "--no-deps", "--link-mode", "copy", "-r", str(LOCK)])
    for path in list(files(target)):
        name = path.relative_to(target).as_posix()
        if not is_wanted(name):
            path.unlink()
    # pywin32 finds this by a hook of `site`, which an embedded Python does not run; beside Python it needs none.
    for library in target.glob("pywin32_system32/pywintypes*.dll"):
        library.rename(runtime / library.name)
    _drop_empty(target)


def is_wanted(name: str) -> bool:
    """Tell whether a file of `site-packages` (its path with slashes) goes to the counters."""
    if name.startswith("PySide6/"):
        return any(fnmatchcase(name, pattern) for pattern in QT)
    if any(fnmatchcase(name, pattern) for pattern in KEPT_ANYWAY):
        return True
    return not any(fnmatchcase(name, pattern) for pattern in LEFT_OUT)


def place_program(target: Path, version: str) -> None:
    """Copy the program and its resources, without what only developers use; it calls itself `version`."""
    for name in ("app", "resources", "licences"):  # of another version
        shutil.rmtree(target / name, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__", "gallery", "server", "*.ts")
    shutil.copytree(ROOT / "app", target / "app", ignore=ignored)
    named = target / "app/__init__.py"
    named.write_text(
        re.sub(r'(?m)^__version__ = ".*"$', f'__version__ = "{version}"', named.read_text("utf-8")), "utf-8"
    )
    shutil.copytree(ROOT / "resources", target / "resources", ignore=ignored)


def files(folder: Path) -> Iterator[Path]:
    """Yield every file below `folder`, in the order of their names."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def megabytes(folder: Path) -> float:
    """Return the size of all files below `folder` in MB (10⁶ bytes)."""
    return sum(path.stat().st_size for path in files(folder)) / 1e6


def _drop_empty(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
