"""The page on teaching says what was measured of unknown pictures."""

from benchmarks.results import FOLDER
from recipes.storage import read_table
from tests.conftest import ROOT


def test_the_page_on_teaching_says_how_many_unknown_pictures_pass():
    page = " ".join((ROOT / "docs" / "teaching.md").read_text(encoding="utf-8").split())
    rows = read_table(FOLDER / "unknown.csv")
    means = {row["pictures_of_a_class"]: row for row in rows if row["data_set"] == "mean"}
    known, unknown = "correlation_known_percent", "correlation_unknown_percent"
    few, many = means["10"], means["30"]
    assert f"at 30 pictures a class; {many[known]}% of known pictures are accepted" in page
    assert f"| mean | {float(many[unknown]):.0f}% | {float(many['energy_unknown_percent']):.0f}% |" in page
    assert (
        f"At 10 pictures a class, {few[known]}% of known pictures are accepted, and "
        f"{float(few[unknown]):.0f}% of unknown ones" in page
    )
    people, by_energy = "correlation_people_percent", "energy_people_percent"
    assert few[people] == many[people] == "0.0"
    assert (
        f"by the energy score, {float(few[by_energy]):.0f}% pass at 10 pictures a class, and "
        f"{float(many[by_energy]):.0f}% at 30" in page
    )
