"""Tables in Markdown."""

from recipes.markdown_tables import markdown_table


def test_a_table_has_a_line_for_its_head_a_rule_and_a_line_for_each_row():
    lines = markdown_table(("what", "percent"), [("right", "99%"), ("sure", "")])
    assert lines == ["| what | percent |", "| --- | --- |", "| right | 99% |", "| sure |  |"]
