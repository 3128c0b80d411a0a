"""Tests that only the installed program on Windows runs (installer/trial_tests.py)."""

from __future__ import annotations

import sys

if sys.platform != "win32":
    collect_ignore_glob = ["test_*.py"]
