import tomllib

import pytest

from emolab.augmentation.planning import Request
from emolab.augmentation.strategies import template
from emolab.augmentation.strategies.template import TemplateStrategy

TABLES = tomllib.loads(template._PATTERNS.read_text(encoding="utf-8"))


def request(label, seed):
    return Request(label, (label, "joy"), "7", "a source", seed)


def test_a_seed_gives_one_sentence_that_bears_the_target_alone():
    first, second = (TemplateStrategy().generate([request("fear", 5)])[0] for _ in range(2))
    assert first == second
    assert first.labels == ("fear",)
    assert first.source_id == ""
    assert "{" not in first.text


def test_no_two_rows_are_alike():
    texts = [one.text for one in TemplateStrategy().generate([request("fear", 5)] * 40)]
    assert len(set(texts)) == 40


def test_a_label_without_patterns_gets_nothing():
    assert TemplateStrategy().generate([request("confusion", 1)])[0].text == ""


@pytest.mark.parametrize("label", TABLES)
def test_every_slot_is_filled_and_every_filling_used(label):
    used = {
        slot for pattern in TABLES[label]["patterns"] for slot in template._SLOT.findall(pattern)
    }
    assert used == set(TABLES[label]["slots"])
