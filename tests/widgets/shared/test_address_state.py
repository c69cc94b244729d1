"""Visits to pages, as far as a session remembers them."""

from widgets.shared.address_state import Visit


def test_coming_back_to_a_page_is_a_new_visit():
    visit, numbers = Visit(), []
    for page in ("photo", "photo", "train", "photo"):
        visit.begin_run(page)
        numbers.append(visit.number)
    assert numbers == [1, 1, 2, 3]


def test_a_visit_by_a_link_ends_with_a_step_in_the_history():
    visit = Visit()
    visit.begin_run("photo")
    assert visit.came_by_link
    visit.begin_run("photo", is_history_navigation=True)
    visit.begin_run("photo")
    assert not visit.came_by_link
    visit.begin_run("train")
    assert visit.came_by_link
