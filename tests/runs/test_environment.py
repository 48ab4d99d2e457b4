import os
import platform
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError

import numpy as np
import pytest

from emolab.runs import environment as provenance
from emolab.runs.environment import (
    PACKAGES,
    checkpoint_key,
    command_line,
    git_commit,
    package_versions,
)

SETTINGS = {"epochs": 2, "encoder": "roberta-base"}


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository of one commit, under no configuration but its own; `git` runs in it."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "code.py").write_text("one = 1\n")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "--quiet", "-m", "One")
    return folder


def git(folder, *arguments):
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_versions_of_python_and_of_every_package():
    versions = package_versions()
    assert list(versions) == ["python", *PACKAGES]
    assert versions["python"] == platform.python_version()
    assert versions["numpy"] == np.__version__


def test_a_package_that_is_absent_is_said_to_be(monkeypatch):
    def version(package):
        if package == "torch":
            raise PackageNotFoundError(package)
        return "1.2"

    monkeypatch.setattr(provenance, "version", version)
    assert package_versions() == {
        "python": platform.python_version(),
        **dict.fromkeys(PACKAGES, "1.2"),
        "torch": "not installed",
    }


def test_the_commit_that_is_checked_out(repository):
    commit = git_commit(repository)
    assert commit == git(repository, "rev-parse", "HEAD")
    assert re.fullmatch("[0-9a-f]{40}", commit)


@pytest.mark.parametrize("staged", [False, True])
def test_a_changed_file_is_told_beside_the_commit(repository, staged):
    (repository / "code.py").write_text("one = 2\n")
    if staged:
        git(repository, "add", ".")
    assert git_commit(repository) == git(repository, "rev-parse", "HEAD") + "+changes"


def test_a_file_that_git_does_not_track_is_no_change(repository):
    (repository / "notes.txt").write_text("mine")
    assert git_commit(repository) == git(repository, "rev-parse", "HEAD")


def test_a_folder_inside_the_repository_has_its_commit(repository):
    (repository / "inner").mkdir()
    assert git_commit(repository / "inner") == git_commit(repository)


def test_a_folder_outside_any_repository_has_no_commit(repository):
    outside = repository.parent / "outside"
    outside.mkdir()
    assert git_commit(outside) is None


def test_a_repository_without_a_commit_has_none(repository):
    empty = repository.parent / "empty"
    empty.mkdir()
    git(empty, "init", "--quiet")
    assert git_commit(empty) is None


def test_a_folder_that_is_not_there_has_no_commit(tmp_path):
    assert git_commit(tmp_path / "absent") is None


def test_without_git_there_is_no_commit(repository, monkeypatch):
    monkeypatch.setenv("PATH", str(repository))
    assert git_commit(repository) is None


def test_a_git_that_hangs_gives_no_commit(repository, monkeypatch):
    def hang(command, **options):
        raise subprocess.TimeoutExpired(command, options["timeout"])

    monkeypatch.setattr(provenance.subprocess, "run", hang)
    assert git_commit(repository) is None


def test_the_command_is_quoted_and_without_the_scripts_folder(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["/some/where/train.py", "--run", "my run", "--seed", "1"])
    assert command_line() == "python train.py --run 'my run' --seed 1"


def test_equal_data_and_settings_share_a_key_that_can_name_a_folder():
    key = checkpoint_key("data", SETTINGS)
    assert re.fullmatch("[0-9a-f]{16}", key)
    assert checkpoint_key("data", dict(reversed(SETTINGS.items()))) == key


@pytest.mark.parametrize(
    ("fingerprint", "settings"),
    [
        ("other data", SETTINGS),
        ("data", {**SETTINGS, "epochs": 3}),
        ("data", {"epochs": 2}),
        ("data", {**SETTINGS, "encoder": None}),
    ],
)
def test_other_data_or_other_settings_have_another_key(fingerprint, settings):
    assert checkpoint_key(fingerprint, settings) != checkpoint_key("data", SETTINGS)


def test_a_key_is_the_same_in_every_process():
    # The start of the SHA-256 of ["data", {"epochs": 2}].
    assert checkpoint_key("data", {"epochs": 2}) == "91612141172ae1bb"
