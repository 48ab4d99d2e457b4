"""Train the models, evaluate them, and write a run that the dashboard shows.

Usage:
    python train.py                             GoEmotions, or the bundled corpus offline
    python train.py --data my.csv               your own texts and labels
    python train.py --config artifacts/NAME/run.json     repeat a run
    python train.py --ablation --augment template    what generated rows gain
    torchrun --nproc_per_node 2 -- train.py     several processes or GPUs
"""

from emolab.training.__main__ import main, run_command

__all__ = ["main"]

if __name__ == "__main__":
    run_command()
