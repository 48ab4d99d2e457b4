"""Augmentation from the command line: its options, and what they build."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from emolab.augmentation.backtranslation import DEFAULT_PIVOTS, BackTranslationStrategy
from emolab.augmentation.filters import Limits
from emolab.augmentation.llm import (
    DEFAULT_MODEL,
    LanguageModelStrategy,
    ServerBackend,
    TransformersBackend,
    packaged_gemma,
)
from emolab.augmentation.planning import Plan
from emolab.augmentation.strategy import GeneratorError, Strategy
from emolab.augmentation.template import TemplateStrategy

STRATEGIES = ("llm", "template", "backtranslation")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that `train.py --augment` and `python -m emolab.augmentation` share."""
    plan, limits = Plan(), Limits()
    add = parser.add_argument_group("augmentation").add_argument
    add("--augment", nargs="+", choices=STRATEGIES, default=[], help="strategies, taking turns")
    add("--minority-threshold", type=float, default=plan.minority_threshold, metavar="PERCENT")
    add("--factor", type=float, default=plan.factor, help="rows asked for, per row lacking")
    add("--max-iterations", type=int, default=plan.max_iterations)
    add("--max-rows", type=int, help="accepted rows at most")
    add("--only", nargs="+", metavar="LABEL", help="write for these labels alone, where rare")
    add(
        "--llm-model",
        help=f"Hub id, folder or .gguf (default {DEFAULT_MODEL}, else a packaged one)",
    )
    add("--llm-url", help="an OpenAI-compatible server, such as http://localhost:11434/v1")
    add("--pivot", nargs=2, action="append", metavar=("THERE", "BACK"), help="translation models")
    add("--label-rank", type=int, default=limits.label_rank, help="the target's rank at worst")
    add("--push-to-hub", metavar="NAME", help="publish the augmented dataset under this name")
    add("--dry-run", action="store_true", help="only say what would be published")
    add("--label-score", type=float, default=limits.label_score, help="the target's score at least")


def plan_of(options: argparse.Namespace) -> Plan:
    """The plan that the options describe."""
    return Plan(
        minority_threshold=options.minority_threshold,
        factor=options.factor,
        max_iterations=options.max_iterations,
        max_rows=options.max_rows,
        only=tuple(options.only or ()),
        seed=options.seed,
    )


def limits_of(options: argparse.Namespace) -> Limits:
    """The filters' settings that the options describe."""
    return Limits(label_rank=options.label_rank, label_score=options.label_score)


def strategies_of(options: argparse.Namespace, cache: Path) -> list[Strategy]:
    """The strategies asked for, ready to write.

    Args:
        options: as `add_options` reads them.
        cache: where a packaged language model is unpacked.

    Raises:
        GeneratorError: a model or package that one of them needs cannot be had.
    """
    makers = {
        "llm": lambda: LanguageModelStrategy(_backend(options, cache)),
        "template": TemplateStrategy,
        "backtranslation": lambda: BackTranslationStrategy(_pivots(options.pivot)),
    }
    return [makers[name]() for name in options.augment]


def _pivots(given: Sequence[Sequence[str]] | None) -> Sequence[tuple[str, str]]:
    return [(there, back) for there, back in given] if given else DEFAULT_PIVOTS


def _backend(options: argparse.Namespace, cache: Path) -> ServerBackend | TransformersBackend:
    if options.llm_url:
        return ServerBackend(options.llm_url, options.llm_model or "llama3.2")
    if options.llm_model:
        return TransformersBackend(options.llm_model)
    try:
        return TransformersBackend(DEFAULT_MODEL)
    except GeneratorError:
        return TransformersBackend(str(packaged_gemma(cache)))
