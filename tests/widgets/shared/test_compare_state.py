"""What a session remembers of the Compare page: only the most recently used comparisons."""

from widgets.shared.compare_state import KEPT_CURVES, CompareState


def test_only_the_latest_curves_are_kept():
    state, made = CompareState(), []
    for picture in [*range(KEPT_CURVES + 1), KEPT_CURVES, 0]:
        state.curves.get_or_make(picture, lambda picture=picture: made.append(picture))
    assert made == [*range(KEPT_CURVES + 1), 0]
