import subprocess
import sys

import pytest

from emolab import cli


def emolab(*arguments, folder=None):
    return subprocess.run(
        [sys.executable, "-m", "emolab.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


@pytest.mark.parametrize("command", ["train", "score", "evaluate", "augment"])
def test_a_subcommand_has_the_options_of_its_command_line(command, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["emolab", command])
    with pytest.raises(SystemExit) as stopped:
        cli.main([command, "--help"])
    assert stopped.value.code == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"usage: emolab {command} ")
    assert "--run" in printed or "--out" in printed


def test_without_a_subcommand_the_usage_is_shown(capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main([])
    assert stopped.value.code == 2
    assert "usage: emolab" in capsys.readouterr().err


def test_an_error_of_a_subcommand_is_one_line(tmp_path):
    result = emolab("score", str(tmp_path / "absent.csv"), "--out", str(tmp_path / "out.csv"))
    assert result.returncode == 1
    assert result.stderr == f"emolab.inference.score: {tmp_path / 'absent.csv'} does not exist.\n"


def test_a_package_that_is_not_installed_is_named_with_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "streamlit", None)
    with pytest.raises(SystemExit, match=r"streamlit is not installed.*\[app\]"):
        cli.main(["dashboard"])


def test_an_installed_package_says_where_the_dashboard_is(tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "checkout_folder", lambda: None)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match="not part of the installed package"):
        cli.main(["dashboard"])


def test_the_dashboard_runs_streamlit_in_the_checkout(monkeypatch):
    called = {}

    def run(command, cwd, check):
        called.update(command=command, folder=cwd)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(cli.subprocess, "run", run)
    with pytest.raises(SystemExit) as stopped:
        cli.main(["dashboard", "--server.port", "8600"])
    assert stopped.value.code == 0
    assert called["command"][1:] == [
        *("-m", "streamlit", "run", "streamlit_app.py"),
        *("--server.port", "8600"),
    ]
    assert (called["folder"] / "streamlit_app.py").is_file()
