"""Where a run comes from: the command, the code, the packages, the settings."""

import hashlib
import json
import platform
import shlex
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from emolab.checkout import checkout_folder

PACKAGES = (
    "torch",
    "transformers",
    "datasets",
    "scikit-learn",
    "onnxruntime",
    "tokenizers",
    "numpy",
    "scipy",
    "pandas",
    "joblib",
)


def package_versions() -> dict[str, str]:
    """Versions of Python and of the packages whose version can move a figure."""
    versions = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "not installed"
    return versions


def git_commit(folder: Path) -> str | None:
    """The commit checked out in a folder, "+changes" after it where files differ, else None."""
    try:
        commit = _git(folder, "rev-parse", "HEAD")
        changed = _git(folder, "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.SubprocessError):
        return None
    return f"{commit}+changes" if changed else commit


def code_commit() -> str | None:
    """The commit of the checkout that this code lies in, as `git_commit` says it, else None."""
    folder = checkout_folder()
    return git_commit(folder) if folder else None


def command_line() -> str:
    """The command as it was typed, without the folder that the script lies in."""
    script = Path(sys.argv[0]).name
    # `emolab train` stands there in one word; see emolab/cli.py.
    start = script.split() if script.startswith("emolab ") else ["python", script]
    return shlex.join([*start, *sys.argv[1:]])


def checkpoint_key(fingerprint: str, settings: dict[str, Any]) -> str:
    """A name that equal data and equal settings share, so that only they resume each other."""
    content = json.dumps([fingerprint, settings], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True, timeout=10
    ).stdout.strip()
