"""Signing what Windows asks to be signed (Authenticode)."""

from __future__ import annotations

import subprocess
from pathlib import Path


def sign(program: Path, certificate: Path, key: Path, *, epoch: int) -> None:
    """Sign an .exe in place with a certificate chain and a key, both PEM.

    No timestamp server is asked: the build needs no network beyond its packages. `epoch` is the signing time, so that
    two builds stay the same.
    """
    signed = program.with_suffix(".signed")
    command = ["osslsigncode", "sign", "-h", "sha256", "-n", "Quầy Một Cửa", "-time", str(epoch)]
    command += ["-certs", str(certificate), "-key", str(key), "-in", str(program), "-out", str(signed)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    signed.replace(program)
