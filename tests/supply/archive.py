"""What is deployed, as one file: what a commit holds, without what only tests and checks read.

.venv/bin/python -m tests.supply.archive [COMMIT]        (or: make archive)

git sorts the names, gives all files the time of the commit, and writes its number at the head (`git
get-tar-commit-id`). The file is not compressed: two versions of zlib do not write the same bytes.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from tests.supply.packages import ROOT, project

LEFT_OUT = ("tests", ".ci", ".github", ".editorconfig", ".gitignore", ".pre-commit-config.yaml", "Makefile")
FIXED = ("tar.umask=0022", "core.autocrlf=false", "core.attributesFile=/dev/null")
"""What the settings of a machine would change in an archive: modes, ends of lines, files left out."""


def write_archive(target: Path, commit: str = "HEAD", root: Path = ROOT) -> str:
    """Its SHA-256. Nothing that is not committed stands in it."""
    named = project()
    settings = [word for one in FIXED for word in ("-c", one)]
    command = ["git", *settings, "archive", "--format=tar", f"--prefix={named['name']}-{named['version']}/", commit]
    with target.open("wb") as file:
        subprocess.run(
            [*command, "--", ".", *(f":(exclude){one}" for one in LEFT_OUT)], cwd=root, stdout=file, check=True
        )
    return hashlib.sha256(target.read_bytes()).hexdigest()


def main(commit: str = "HEAD") -> None:
    number = subprocess.check_output(["git", "rev-parse", "--short=12", f"{commit}^{{commit}}"], cwd=ROOT, text=True)
    target = ROOT / "build" / f"{project()['name']}-{project()['version']}-{number.strip()}.tar"
    target.parent.mkdir(exist_ok=True)
    print(f"{write_archive(target, commit)}  {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
