"""The command `emolab`: its subcommands run the command lines of the packages."""

import argparse
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import emolab
from emolab.checkout import checkout_folder

# Each module has `run_command`, which reads sys.argv.
_MODULES = {
    "train": ("emolab.training.__main__", "train the models and write a run"),
    "score": ("emolab.inference.score", "score a file of texts"),
    "evaluate": ("emolab.evaluation.__main__", "score and evaluate a run again"),
    "augment": ("emolab.augmentation.__main__", "augment a dataset without training on it"),
}
_EXTRAS = {"train": "train", "augment": "train", "dashboard": "app"}


def main(arguments: list[str] | None = None) -> None:
    """Run the subcommand that the first argument names; it reads the others.

    Raises:
        SystemExit: the subcommand failed, or a package that it needs is not installed.
    """
    given = sys.argv[1:] if arguments is None else arguments
    # What follows the subcommand is its own, `--help` included.
    options = _parser().parse_args(given[:1])
    rest = given[1:]
    try:
        if options.command == "dashboard":
            _open_dashboard(rest)
        else:
            sys.argv = [f"emolab {options.command}", *rest]
            import_module(_MODULES[options.command][0]).run_command()
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "emolab":
            raise
        sys.exit(
            f"emolab {options.command}: the package {error.name} is not installed. "
            + _install_hint(options.command)
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="emolab",
        description="Compare emotion classifiers.",
        epilog="`emolab COMMAND --help` lists the options of a command.",
    )
    parser.add_argument("--version", action="version", version=f"emolab {emolab.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (_, purpose) in _MODULES.items():
        commands.add_parser(name, help=purpose)
    commands.add_parser("dashboard", help="open the dashboard; options go to `streamlit run`")
    return parser


def _open_dashboard(options: list[str]) -> None:
    import_module("streamlit")
    folder = checkout_folder() or Path()
    app = folder / "streamlit_app.py"
    if not (app.is_file() and (folder / "pages").is_dir()):
        sys.exit(
            "emolab dashboard: the dashboard's pages are not part of the installed package. Run "
            "this command in a checkout of EmoLab, the folder that holds streamlit_app.py."
        )
    command = [sys.executable, "-m", "streamlit", "run", app.name, *options]
    try:
        sys.exit(subprocess.run(command, cwd=folder, check=False).returncode)
    except KeyboardInterrupt:
        sys.exit(0)


def _install_hint(command: str) -> str:
    extra = f"[{_EXTRAS[command]}]" if command in _EXTRAS else ""
    where = "." if checkout_folder() else "emolab"
    return f"Install it with: pip install '{where}{extra}'"


if __name__ == "__main__":
    main()
