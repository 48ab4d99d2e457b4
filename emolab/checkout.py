"""Whether this package lies in a checkout of EmoLab, beside its pages and runs, or is installed."""

from pathlib import Path


def checkout_folder() -> Path | None:
    """The checkout that this package lies in; None where it is installed elsewhere."""
    folder = Path(__file__).parents[1]
    return folder if (folder / "streamlit_app.py").is_file() else None


def artifacts_folder() -> Path:
    """The folder of the runs: `artifacts/` in the checkout, else in the current folder."""
    return (checkout_folder() or Path()) / "artifacts"
