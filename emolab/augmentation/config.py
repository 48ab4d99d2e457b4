"""What augmentation is asked to do: its configuration, and its command-line options."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from emolab.augmentation.filters import Limits
from emolab.augmentation.planning import Plan
from emolab.augmentation.strategies.backtranslation import DEFAULT_PIVOTS, BackTranslationStrategy
from emolab.augmentation.strategies.base import GeneratorError, Strategy
from emolab.augmentation.strategies.llm import (
    DEFAULT_MODEL,
    LanguageModelStrategy,
    ServerBackend,
    TransformersBackend,
    packaged_gemma,
)
from emolab.augmentation.strategies.template import TemplateStrategy

STRATEGIES = ("llm", "template", "backtranslation")
NONE = "none"


@dataclass(frozen=True)
class AugmentationConfig:
    """Which strategies generate rows, for which labels, and which rows are accepted.

    Attributes:
        strategies: names, taking turns.
        plan: which labels are rare and how many rows are asked for.
        limits: settings of the filters.
        llm_model: of the llm strategy: a Hub id, folder or .gguf file, or the server's name of
            it; None takes the default.
        llm_url: an OpenAI-compatible server; None runs the model here.
        pivots: pairs of translation models, there and back; empty takes the default.
    """

    strategies: tuple[str, ...]
    plan: Plan = field(default_factory=Plan)
    limits: Limits = field(default_factory=Limits)
    llm_model: str | None = None
    llm_url: str | None = None
    pivots: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> "AugmentationConfig":
        """The configuration that `dataclasses.asdict` gave, also after a way through JSON."""
        plan = {**content["plan"], "only": tuple(content["plan"]["only"])}
        return cls(
            strategies=tuple(content["strategies"]),
            plan=Plan(**plan),
            limits=Limits(**content["limits"]),
            llm_model=content["llm_model"],
            llm_url=content["llm_url"],
            pivots=tuple((there, back) for there, back in content["pivots"]),
        )

    def with_seed(self, seed: int) -> "AugmentationConfig":
        """The same under another seed."""
        return replace(self, plan=replace(self.plan, seed=seed))

    def make_strategies(self, cache: Path) -> list[Strategy]:
        """The strategies, ready to generate.

        Args:
            cache: where a packaged language model is unpacked.

        Raises:
            GeneratorError: a model or package that one of them needs cannot be had.
        """
        makers: dict[str, Callable[[], Strategy]] = {
            "llm": lambda: LanguageModelStrategy(self._backend(cache)),
            "template": TemplateStrategy,
            "backtranslation": lambda: BackTranslationStrategy(self.pivots or DEFAULT_PIVOTS),
        }
        return [makers[name]() for name in self.strategies]

    def _backend(self, cache: Path) -> ServerBackend | TransformersBackend:
        if self.llm_url:
            return ServerBackend(self.llm_url, self.llm_model or "llama3.2")
        if self.llm_model:
            return TransformersBackend(self.llm_model)
        try:
            return TransformersBackend(DEFAULT_MODEL)
        except GeneratorError:
            return TransformersBackend(str(packaged_gemma(cache)))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that `train.py --augment` and `python -m emolab.augmentation` share.

    An option that is not given is None: `config_of` then leaves what it starts from.
    """
    plan, limits = Plan(), Limits()
    add = parser.add_argument_group("augmentation").add_argument
    add(
        "--augment",
        nargs="+",
        choices=[*STRATEGIES, NONE],
        help="strategies, taking turns; none generates nothing, whatever the preset has",
    )
    add(
        "--minority-threshold",
        type=float,
        metavar="PERCENT",
        help=f"of train rows under which a label is rare (default {plan.minority_threshold})",
    )
    add(
        "--factor",
        type=float,
        help=f"rows asked for, per row lacking (default {plan.factor})",
    )
    add("--max-iterations", type=int, help=f"rounds at most (default {plan.max_iterations})")
    add("--max-rows", type=int, help="accepted rows at most (default: no limit)")
    add("--only", nargs="+", metavar="LABEL", help="generate for these labels alone, where rare")
    add(
        "--llm-model",
        help=f"Hub id, folder or .gguf (default {DEFAULT_MODEL}, else a packaged one)",
    )
    add("--llm-url", help="an OpenAI-compatible server, such as http://localhost:11434/v1")
    add("--pivot", nargs=2, action="append", metavar=("THERE", "BACK"), help="translation models")
    add(
        "--label-rank",
        type=int,
        help=f"rank of the label among the classifier's scores at worst ({limits.label_rank})",
    )
    add(
        "--label-score",
        type=float,
        help=f"the classifier's score of the label at least (default {limits.label_score})",
    )
    add("--push-to-hub", metavar="NAME", help="publish the augmented dataset under this name")
    add("--dry-run", action="store_true", help="only say what would be published")


_Config = TypeVar("_Config", Plan, Limits, AugmentationConfig)


def config_of(
    options: argparse.Namespace, base: AugmentationConfig | None, seed: int
) -> AugmentationConfig | None:
    """The configuration that options describe.

    Args:
        options: as `add_arguments` reads them.
        base: a preset's, which the options change; None where it has none.
        seed: of the order of the sources and of the strategies.

    Returns:
        None where no strategy is named, or where `--augment none` is.
    """
    if options.augment and NONE in options.augment:
        return None
    if base is None:
        if not options.augment:
            return None
        base = AugmentationConfig(tuple(options.augment))
    given = {name: value for name, value in vars(options).items() if value is not None}
    plan = _changed(
        base.plan, given, ("minority_threshold", "factor", "max_iterations", "max_rows")
    )
    if "only" in given:
        plan = replace(plan, only=tuple(given["only"]))
    config = replace(
        base, plan=plan, limits=_changed(base.limits, given, ("label_rank", "label_score"))
    )
    config = _changed(config, given, ("llm_model", "llm_url"))
    if "pivot" in given:
        config = replace(config, pivots=tuple((there, back) for there, back in given["pivot"]))
    if options.augment:
        config = replace(config, strategies=tuple(options.augment))
    return config.with_seed(seed)


def _changed(config: _Config, given: dict[str, Any], names: tuple[str, ...]) -> _Config:
    return replace(config, **{name: given[name] for name in names if name in given})
