"""The results of successive networks of the same name on the same test parts."""

from recipes.storage import STAGES, read_table


def staged_networks() -> list[str]:
    """Returns the names of the networks whose earlier stages are known."""
    return list(dict.fromkeys(row["network"] for row in read_table(STAGES)))


def stages_table(network: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Puts the results of a network at each stage into a table.

    Args:
        network: A name that `staged_networks` returns.

    Returns:
        The head and the rows: one column per stage, empty cells for what was not measured.
    """
    rows = [row for row in read_table(STAGES) if row["network"] == network]
    stages = list(dict.fromkeys(row["stage"] for row in rows))
    percents = {(row["what"], row["stage"]): f"{float(row['percent']):.2f}%" for row in rows}
    cells = [
        (what, *(percents.get((what, stage), "") for stage in stages))
        for what in dict.fromkeys(row["what"] for row in rows)
    ]
    return ("what", *stages), cells
