"""A source row goes through another language and back, and comes back in other words."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from emolab.augmentation.planning import Request
from emolab.augmentation.strategies.base import Candidate, GeneratorError, rephrased
from emolab.hub import hub_answers

DEFAULT_PIVOTS = (("Helsinki-NLP/opus-mt-en-de", "Helsinki-NLP/opus-mt-de-en"),)


class BackTranslationStrategy:
    """MarianMT there and back through one or several pivot languages, taking turns by seed."""

    name = "backtranslation"
    prompt_version = ""

    def __init__(self, pivots: Sequence[tuple[str, str]] = DEFAULT_PIVOTS) -> None:
        """Load the models.

        Args:
            pivots: (there, back) pairs of models, by Hub id or folder.

        Raises:
            GeneratorError: a model cannot be had.
        """
        self.pairs = [(_Translator(there), _Translator(back)) for there, back in pivots]
        self.generator = ", ".join(f"{there.name} + {back.name}" for there, back in self.pairs)
        self.revision = ", ".join(
            f"{there.revision} + {back.revision}" for there, back in self.pairs
        )

    def generate(self, requests: Sequence[Request]) -> list[Candidate]:
        """One text a request, its source in other words."""
        texts = [""] * len(requests)
        for turn, (there, back) in enumerate(self.pairs):
            rows = [
                row
                for row, request in enumerate(requests)
                if request.seed % len(self.pairs) == turn
            ]
            if not rows:
                continue
            seed = requests[rows[0]].seed
            pivot = there.translate([requests[row].source_text for row in rows], seed)
            for row, text in zip(rows, back.translate(pivot, seed), strict=True):
                texts[row] = text
        return [rephrased(request, text) for request, text in zip(requests, texts, strict=True)]


class _Translator:
    def __init__(self, model: str) -> None:
        from transformers import MarianMTModel, MarianTokenizer

        folder = Path(model).expanduser()
        if not folder.is_dir():
            hub_answers()
        try:
            # The library's own types do not follow what a loaded model can do.
            self.tokenizer = cast(Any, MarianTokenizer.from_pretrained(model))
            self.model = cast(Any, MarianMTModel.from_pretrained(model))
            self.model.eval()
        except (OSError, ValueError, TypeError, ImportError) as error:
            raise GeneratorError(
                f"The translation model {model} cannot be had ({str(error).splitlines()[0]}). Name "
                "folders or Hub ids with --pivot THERE BACK."
            ) from error
        self.name = folder.name
        self.revision = getattr(self.model.config, "_commit_hash", None) or "local"

    def translate(self, texts: Sequence[str], seed: int) -> list[str]:
        """Sampled translations, so that a source used twice does not come back the same."""
        import torch

        torch.manual_seed(seed)
        inputs = self.tokenizer(
            list(texts), return_tensors="pt", padding=True, truncation=True, max_length=256
        )
        with torch.inference_mode():
            written = self.model.generate(
                **inputs, do_sample=True, top_p=0.9, num_beams=1, max_new_tokens=128
            )
        translations: list[str] = self.tokenizer.batch_decode(written, skip_special_tokens=True)
        return translations
