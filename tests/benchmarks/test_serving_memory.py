"""`docs/deploy.md` states the memory that was measured, and it fits where the page says it does."""

import re

from benchmarks.results import FOLDER
from benchmarks.serving_memory import COMMUNITY_CLOUD_MB
from recipes.storage import read_table
from tests.conftest import ROOT


def test_the_page_states_the_memory_that_was_measured():
    rows = {row["what"]: int(row["value"]) for row in read_table(FOLDER / "serving_memory.csv")}
    most_mb = rows["all networks have answered, too"]
    assert most_mb == max(rows.values()) < COMMUNITY_CLOUD_MB
    text = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    assert set(re.findall(r"[Uu]p to (\d+) MB of", text)) == {str(most_mb)}
