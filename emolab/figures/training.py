"""What training went through, and what its models cost."""

from collections.abc import Sequence
from itertools import zip_longest

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from emolab.evaluation.published_results import Reference
from emolab.figures.style import FAINT, GREY, finish, model_colour, title_of

TIMES = [one * 10**ten for ten in range(-2, 4) for one in (1, 2, 5)]
# Of a name in a margin, in F1, with room around it.
NAME_HEIGHT = 0.03


def learning_curves(steps: pd.DataFrame) -> go.Figure:
    """The transformer's loss and its validation AUC as training went on.

    Args:
        steps: columns epoch, loss, eval_loss, eval_macro_auc; NaN where a step has none.
    """
    figure = make_subplots(
        rows=1, cols=2, horizontal_spacing=0.1, subplot_titles=["loss", "validation macro AUC"]
    )
    colour = model_colour("transformer")
    drawn = (
        ("loss", "train", 1, {"color": colour, "width": 1.5}, "lines"),
        ("eval_loss", "validation", 1, {"color": GREY, "width": 2.5}, "lines+markers"),
        ("eval_macro_auc", "validation AUC", 2, {"color": colour, "width": 2.5}, "lines+markers"),
    )
    for column, name, panel, line, mode in drawn:
        rows = steps.dropna(subset=[column])
        figure.add_scatter(
            x=rows.epoch,
            y=rows[column],
            mode=mode,
            name=name,
            line=line,
            showlegend=panel == 1,
            hovertemplate=f"epoch %{{x:.1f}}: {name} %{{y:.4f}}<extra></extra>",
            row=1,
            col=panel,
        )
    few = steps.epoch.max() <= 10
    figure.update_xaxes(title="epoch", gridcolor=FAINT, fixedrange=True, dtick=1 if few else None)
    figure.update_yaxes(gridcolor=FAINT, fixedrange=True)
    # The first steps fall from so high that all that follows would look flat.
    figure.update_yaxes(range=[0, 2.5 * steps.eval_loss.max()], row=1, col=1)
    return finish(figure, height=340)


def quality_against_time(
    costs: pd.DataFrame, references: Sequence[Reference] = (), policy: str = ""
) -> go.Figure:
    """Macro F1 against milliseconds a sentence; a disc's area is the size on disk.

    Args:
        costs: columns model, milliseconds, megabytes, value, low, high.
        references: dotted lines, where they have a macro F1 under `policy`.
        policy: name of the threshold policy that `value` was computed under.
    """
    figure = go.Figure()
    for row in costs.itertuples():
        figure.add_scatter(
            x=[row.milliseconds],
            y=[row.value],
            mode="markers",
            name=f"{title_of(row.model)} ({row.megabytes:.0f} MB)",
            marker={
                "size": 10 + 6 * row.megabytes**0.5,
                "color": model_colour(row.model),
                "opacity": 0.85,
            },
            error_y={
                "type": "data",
                "array": [row.high - row.value],
                "arrayminus": [row.value - row.low],
                "color": GREY,
                "thickness": 1.5,
            },
            hovertemplate=f"{title_of(row.model)}: macro F1 %{{y:.3f}}, %{{x:.2f}} ms, "
            f"{row.megabytes:.1f} MB<extra></extra>",
        )
    drawn = sorted(
        (
            (result.macro_f1, reference)
            for reference in references
            if (result := reference.result(policy)) and result.macro_f1 is not None
        ),
        key=lambda line: line[0],
    )
    for turn, ((macro_f1, reference), above) in enumerate(zip_longest(drawn, drawn[1:])):
        # A name over its line would be struck through by a line that stands closely above.
        close = above is not None and above[0] - macro_f1 < NAME_HEIGHT
        figure.add_hline(
            y=macro_f1,
            line={"color": GREY, "width": 1, "dash": "dot"},
            annotation={
                "text": f"{reference.name} {macro_f1:.3f}",
                "font": {"size": 12},
                "hovertext": "<br>".join(reference.conditions(policy)),
            },
            annotation_position=f"{'bottom' if close else 'top'} {'left' if turn % 2 else 'right'}",
        )
    figure.update_xaxes(
        type="log", title="milliseconds a sentence", gridcolor=FAINT, tickvals=TIMES
    )
    figure.update_yaxes(title="macro F1", gridcolor=FAINT)
    return finish(figure, height=400)
