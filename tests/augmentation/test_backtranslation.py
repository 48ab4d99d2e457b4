import json

import pytest

from emolab.augmentation.planning import Request
from emolab.augmentation.strategies.backtranslation import BackTranslationStrategy
from emolab.augmentation.strategies.base import GeneratorError

WORDS = ["my", "dog", "is", "gone", "we", "miss", "him"]


@pytest.fixture(scope="module")
def tiny_marian(tmp_path_factory):
    """The folder of a Marian of one layer whose tokens are pieces of WORDS."""
    import sentencepiece
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer, set_seed

    folder = tmp_path_factory.mktemp("tiny_marian")
    corpus = folder / "corpus.txt"
    corpus.write_text("\n".join(" ".join(WORDS[turn:] + WORDS[:turn]) for turn in range(7)))
    sentencepiece.SentencePieceTrainer.train(
        input=str(corpus), model_prefix=str(folder / "source"), vocab_size=20, minloglevel=2
    )
    (folder / "source.model").rename(folder / "source.spm")
    (folder / "target.spm").write_bytes((folder / "source.spm").read_bytes())
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    known = ["</s>", "<unk>"]
    known += [pieces.id_to_piece(row) for row in range(3, len(pieces))] + ["<pad>"]
    vocabulary = {piece: row for row, piece in enumerate(known)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    tokenizer = MarianTokenizer(
        str(folder / "source.spm"), str(folder / "target.spm"), str(folder / "vocab.json")
    )
    tokenizer.save_pretrained(folder)
    set_seed(0)
    MarianMTModel(
        MarianConfig(
            vocab_size=len(vocabulary),
            d_model=16,
            encoder_layers=1,
            decoder_layers=1,
            encoder_attention_heads=2,
            decoder_attention_heads=2,
            encoder_ffn_dim=16,
            decoder_ffn_dim=16,
            max_position_embeddings=256,
            pad_token_id=vocabulary["<pad>"],
            eos_token_id=0,
            decoder_start_token_id=vocabulary["<pad>"],
            forced_eos_token_id=0,
        )
    ).save_pretrained(folder)
    return str(folder)


def request(number, text="my dog is gone"):
    return Request("grief", ("grief", "love"), str(number), text, number)


def test_a_text_goes_there_and_back_and_keeps_its_labels(tiny_marian):
    strategy = BackTranslationStrategy([(tiny_marian, tiny_marian)])
    candidates = strategy.generate([request(1), request(2, "we miss him")])
    assert [candidate.source_id for candidate in candidates] == ["1", "2"]
    assert all(candidate.labels == ("grief", "love") for candidate in candidates)
    assert any(candidate.text for candidate in candidates)
    assert strategy.generator.startswith("tiny_marian")


def test_equal_requests_give_equal_texts(tiny_marian):
    strategy = BackTranslationStrategy([(tiny_marian, tiny_marian)])
    first = strategy.generate([request(1), request(2)])
    assert strategy.generate([request(1), request(2)]) == first
    assert len({candidate.text for candidate in first}) == 2


def test_pivots_take_turns_by_seed(tiny_marian, monkeypatch):
    strategy = BackTranslationStrategy([(tiny_marian, tiny_marian)] * 2)
    for turn, (_, back) in enumerate(strategy.pairs):
        monkeypatch.setattr(
            back, "translate", lambda texts, seed, turn=turn: [f"pivot {turn}"] * len(texts)
        )
    texts = [candidate.text for candidate in strategy.generate([request(n) for n in (4, 5, 6)])]
    assert texts == ["pivot 0", "pivot 1", "pivot 0"]


def test_a_model_that_is_not_there_is_named_with_the_remedy(tmp_path):
    with pytest.raises(GeneratorError, match="--pivot THERE BACK"):
        BackTranslationStrategy([(str(tmp_path), str(tmp_path))])
