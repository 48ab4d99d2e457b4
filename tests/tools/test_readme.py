"""README says what is so: its code runs, its tables are those that were measured."""

import re
from pathlib import Path

import pytest

from emolab.data.readers import read_table
from tools.readme import README, render, tables

TEXT = README.read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_its_tables_are_what_the_measurements_left():
    assert render(TEXT, tables()) == TEXT


def test_a_table_that_was_edited_by_hand_is_found_out():
    spoilt = re.sub(r"\*\*0\.\d{3}\*\*", "**0.999**", TEXT, count=1)
    assert spoilt != TEXT
    assert render(spoilt, tables()) != spoilt


@pytest.mark.parametrize("code", blocks("python"))
def test_its_python_runs(code, capsys):
    names = {}
    exec(compile(code, "README.md", "exec"), names)
    assert names["found"].labels == ("gratitude",)
    assert "gratitude" in capsys.readouterr().out


@pytest.mark.parametrize("content", blocks("csv"))
def test_its_csv_is_read(content, tmp_path):
    rows = content.replace("\n", ",train\n").replace("labels,train", "labels,split", 1)
    (tmp_path / "mine.csv").write_text(rows)
    assert read_table(tmp_path / "mine.csv").labels == ("annoyance", "joy", "sadness")


def test_its_links_and_pictures_are_there():
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert target.startswith("http") or (Path(README).parent / target).exists(), target


def test_the_commands_it_names_are_the_makefiles():
    makefile = (README.parent / "Makefile").read_text()
    for command in set(re.findall(r"^make (\w+)", TEXT, re.MULTILINE)):
        assert re.search(rf"^{command}:", makefile, re.MULTILINE), command
