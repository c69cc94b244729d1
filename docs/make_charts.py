"""Makes the charts of `networks.md` from the results of benchmarks: `python -m docs.make_charts`."""

from pathlib import Path

import altair as alt
import pandas as pd

from recipes.storage import OUT_OF_DISTRIBUTION

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
# Okabe and Ito 2008, "Color universal design": distinguishable with any kind of colour vision.
COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999"]
SCALE = 2  # pixels of the file for each pixel of the chart
TASKS = {"digits": "Digits", "animals": "Six animals", "sketches": "Sketches"}
# Descriptions of the values of each change.
AXES = {
    "rotation": "turned by, degrees",
    "scale": "size, share of the canvas",
    "line width": "pen, pixels of 280",
    "shift": "shift, share of the free room",
    "inverted": "light ink on dark paper",
}


def _networks(rows: pd.DataFrame) -> alt.Color:
    names = sorted(rows["network"].unique())
    scale = alt.Scale(domain=names, range=COLORS[: len(names)])
    return alt.Color("network:N", title="Network", scale=scale)


def early() -> alt.HConcatChart:
    """Draws accuracy against the share of the ink, with one panel per task."""
    rows = pd.read_csv(ROOT / "benchmarks" / "early.csv")
    panels = []
    for task, title in TASKS.items():
        task_rows = rows[rows["task"] == task]
        panels.append(
            alt.Chart(task_rows, title=title, width=230, height=230)
            .mark_line(point=True, strokeWidth=2)
            .encode(
                alt.X(
                    "ink:Q", title="ink drawn so far", axis=alt.Axis(format="%", values=[0.25, 0.5, 0.75, 1])
                ),
                alt.Y("accuracy:Q", title="right", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")),
                _networks(task_rows),
                alt.StrokeDash("network:N", legend=None),
            )
        )
    return alt.hconcat(*panels).resolve_scale(color="independent", strokeDash="independent")


def robustness() -> alt.VConcatChart:
    """Draws accuracy against each change, with one row of panels per task."""
    rows = pd.read_csv(ROOT / "benchmarks" / "robustness.csv")
    lines = []
    for task, title in TASKS.items():
        panels = []
        for change, axis in AXES.items():
            change_rows = rows[(rows["task"] == task) & (rows["change"] == change)]
            panels.append(
                alt.Chart(change_rows, title=f"{title}: {change}", width=150, height=150)
                .mark_line(point=alt.OverlayMarkDef(size=18), strokeWidth=1.5)
                .encode(
                    alt.X("value:Q", title=axis),
                    alt.Y("accuracy:Q", title="right", axis=alt.Axis(format="%")).scale(domain=[0, 1]),
                    _networks(rows[rows["task"] == task]),
                    alt.StrokeDash("network:N", legend=None),
                )
            )
        lines.append(alt.hconcat(*panels))
    return alt.vconcat(*lines).resolve_scale(color="independent", strokeDash="independent")


def not_sure() -> alt.HConcatChart:
    """Draws how many out-of-distribution drawings pass, by score and by training."""
    rows = pd.read_csv(OUT_OF_DISTRIBUTION)
    rows["score"] = rows["score"] + rows["outlier exposure"].map({"yes": " (outlier exposure)", "no": ""})
    order = list(dict.fromkeys(rows["score"]))
    panels = []
    for label_set in rows["label set"].unique():
        panels.append(
            alt.Chart(
                rows[rows["label set"] == label_set], title=TASKS[label_set], width=430, height=alt.Step(11)
            )
            .mark_bar()
            .encode(
                alt.X("false positive rate:Q", title="wrongly accepted", axis=alt.Axis(format="%")),
                alt.Y("kind:N", title=None, axis=alt.Axis(labelLimit=220)),
                alt.YOffset("score:N", sort=order),
                alt.Color(
                    "score:N",
                    title="Score",
                    sort=order,
                    scale=alt.Scale(domain=order, range=COLORS),
                    legend=alt.Legend(labelLimit=300),
                ),
            )
        )
    return alt.hconcat(*panels)


def main() -> None:
    """Writes all charts."""
    FOLDER.mkdir(exist_ok=True)
    for name, chart in {"early": early(), "robustness": robustness(), "not-sure": not_sure()}.items():
        path = FOLDER / f"{name}.png"
        chart.configure(background="white", font="sans-serif").save(path, scale_factor=SCALE)
        print(path)


if __name__ == "__main__":
    main()
