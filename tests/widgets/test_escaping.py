"""All Markdown in widgets and pages is either escaped or our own text.

Streamlit reads Markdown in far more places than `st.markdown`: labels, headers, captions, hints and messages.
"""

import ast

import pytest

from tests.conftest import ROOT
from tests.of_each import of_each

PATHS = [*sorted((ROOT / "widgets").rglob("*.py")), *sorted((ROOT / "pages").glob("*.py"))]
# Streamlit functions, with the positions of their Markdown arguments.
FIRST = {0}
MARKDOWN_ARGUMENTS = {
    **dict.fromkeys(
        ["markdown", "caption", "write", "info", "warning", "error", "success", "toast", "title", "header"],
        FIRST,
    ),
    **dict.fromkeys(
        ["subheader", "expander", "popover", "button", "download_button", "spinner", "badge"], FIRST
    ),
    **dict.fromkeys(["form_submit_button", "toggle", "checkbox", "selectbox", "multiselect", "radio"], FIRST),
    **dict.fromkeys(["text_input", "text_area", "number_input", "slider", "select_slider", "tabs"], FIRST),
    **dict.fromkeys(["file_uploader", "camera_input", "segmented_control", "pills"], FIRST),
    "metric": {0, 1, 2},
    "progress": {1},
}
# Functions whose options are shown as Markdown; the options of drop-down lists are plain text.
MARKDOWN_CHOICES = {"segmented_control", "pills", "radio"}
MARKDOWN_KEYWORDS = {"help", "label", "caption", "captions", "body", "text", "delta"}
# Functions that return escaped Markdown or numbers.
ESCAPING = {
    "escape_markdown",
    "counted",
    "time_in_words",
    "describe",
    "len",
    "int",
    "round",
    "sum",
    "spelled_out",
    "share_in_percent",
}
NUMBERS = {"size_px", "images"}
# Parameters that always hold our own text: module and name.
OUR_WORDS = {
    ("canvas.py", "label"),
    ("canvas.py", "width"),
    ("address_choice.py", "question"),
    ("address_choice.py", "titles"),
    ("choices.py", "sources"),
    ("choices.py", "question"),
    ("camera.py", "question"),
    ("on_the_spot.py", "question"),
    ("progress.py", "words"),
    ("export.py", "title"),
    ("export.py", "help_text"),
    ("on_the_spot.py", "what"),
    ("imports.py", "words"),
    ("document.py", "words"),
}


class Reader:
    """Finds unescaped text in a module that is used as Markdown.

    Args:
        path: Path of the module.
        source: Source code of the module.
    """

    def __init__(self, path, source):
        self.name = path.name
        self.tree = ast.parse(source)
        self.parents = {
            child: parent for parent in ast.walk(self.tree) for child in ast.iter_child_nodes(parent)
        }

    def faults(self):
        """Returns the expressions used as Markdown that are neither escaped nor our own text."""
        return [
            ast.unparse(value)
            for call in ast.walk(self.tree)
            if isinstance(call, ast.Call)
            for value in self._markdown_of(call)
            if not self._is_safe(value, set())
        ]

    def _markdown_of(self, call):
        if isinstance(call.func, ast.Attribute):
            name = call.func.attr
            if name not in MARKDOWN_ARGUMENTS and name != "image":
                return
        elif isinstance(call.func, ast.IfExp) or (
            isinstance(call.func, ast.Subscript) and isinstance(call.func.value, ast.Name)
        ):
            # A choice between functions, such as `(st.success if good else st.warning)(...)`.
            name = "info"
        else:
            return
        for index, value in enumerate(call.args):
            if index in MARKDOWN_ARGUMENTS.get(name, ()):
                yield value
        for keyword in call.keywords:
            if keyword.arg in MARKDOWN_KEYWORDS or (
                keyword.arg == "format_func" and name in MARKDOWN_CHOICES
            ):
                yield keyword.value

    def _is_safe(self, node, seen):
        match node:
            case ast.Constant() | None:
                return True
            case ast.JoinedStr(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
                return all(self._is_safe(part, seen) for part in parts)
            case ast.FormattedValue(value=value, format_spec=spec):
                is_number = spec is not None and ast.unparse(spec)[-2] in "f%g,d"
                return is_number or self._is_safe(value, seen)
            case ast.Starred(value=value):
                return self._is_safe(value, seen)
            case ast.Call(func=ast.Name(id=name)):
                return name in ESCAPING
            case ast.Call(func=ast.Attribute(attr="join", value=ast.Constant()), args=[parts]):
                return self._is_safe(parts, seen)
            case ast.Call(func=ast.Attribute(attr="lower", value=value)):
                return self._is_safe(value, seen)
            case ast.IfExp(body=one, orelse=other):
                return self._is_safe(one, seen) and self._is_safe(other, seen)
            case ast.BoolOp(values=parts):
                return all(self._is_safe(part, seen) for part in parts)
            case ast.BinOp(left=one, right=other):
                return self._is_safe(one, seen) and self._is_safe(other, seen)
            case ast.ListComp(elt=one) | ast.GeneratorExp(elt=one) | ast.Lambda(body=one):
                return self._is_safe(one, seen)
            case ast.Subscript(value=value):
                return self._is_safe(value, seen)
            case ast.Attribute(attr="__getitem__" | "format", value=value):
                return self._is_safe(value, seen)
            case ast.Attribute(attr=attr):
                return attr in NUMBERS
            case ast.Name(id=name):
                return name.isupper() or (self.name, name) in OUR_WORDS or self._is_safe_local(node, seen)
        return False

    def _is_safe_local(self, node, seen):
        """Returns whether every value assigned to a variable in its function is safe."""
        if node.id in seen:
            return True
        function = node
        while not isinstance(function, ast.FunctionDef | ast.Module):
            function = self.parents[function]
        values = []
        for each in ast.walk(function):
            match each:
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        values += self._values(target, value, node.id)
                case ast.AugAssign(target=ast.Name(id=node.id), value=value):
                    values.append(value)
                case ast.For(target=target, iter=source) | ast.comprehension(target=target, iter=source):
                    if node.id in {name.id for name in ast.walk(target) if isinstance(name, ast.Name)}:
                        values.append(self._element(target, source, node.id))
        return bool(values) and all(self._is_safe(value, seen | {node.id}) for value in values)

    @staticmethod
    def _values(target, value, name):
        if isinstance(target, ast.Name):
            return [value] if target.id == name else []
        if not isinstance(target, ast.Tuple):
            return []
        for index, part in enumerate(target.elts):
            if isinstance(part, ast.Name) and part.id == name:
                unknown = ast.Attribute(ast.Name("unknown"), "unknown")
                return [value.elts[index] if isinstance(value, ast.Tuple) else unknown]
        return []

    @staticmethod
    def _element(target, source, name):
        """Returns what a loop variable is taken from: one of our constants, or something unknown."""
        if (
            isinstance(source, ast.Call)
            and isinstance(source.func, ast.Attribute)
            and source.func.attr == "items"
        ):
            return source.func.value
        return source


@of_each(PATHS)
def test_what_is_put_into_markdown_is_escaped(path):
    assert Reader(path, path.read_text(encoding="utf-8")).faults() == []


@pytest.mark.parametrize(
    "line",
    [
        "st.caption(name)",
        "st.caption(f'{bundle.title} answers')",
        "column.image(picture, caption=label)",
        "column.image(picture, caption=[label for label in labels])",
        "st.warning(str(error))",
        "st.button('Yes', help=name)",
        "st.pills('Which', names, format_func=titles.__getitem__)",
        "st.metric('Right', label)",
        "(st.info if good else st.error)(message)",
        "st.markdown('**' + name + '**')",
        "words = name\nst.write(words)",
        "words = 'a'\nwords += name\nst.write(words)",
        "st.write(', '.join(names))",
        "st.progress(0.5, name)",
        "one, two = names\nst.write(two)",
    ],
)
def test_what_nobody_escaped_is_found(line):
    assert Reader(ROOT / "any.py", line).faults()


@pytest.mark.parametrize(
    "line",
    [
        "st.caption('words')",
        "st.caption(f'{count:,} of {share:.0%}')",
        "st.caption(f'{escape_markdown(name)} answers')",
        "st.selectbox('Which', names, format_func=titles.__getitem__)",
        "st.pills('Which', names, format_func=TITLES.__getitem__)",
        "words = 'a' if good else f'{len(names)} b'\nst.write(words)",
        "st.write(', '.join([escape_markdown(name) for name in names]))",
        "for name in NAMES:\n    st.caption(name)",
    ],
)
def test_what_is_ours_or_escaped_is_none(line):
    assert Reader(ROOT / "any.py", line).faults() == []
