"""The rules of widgets and pages: what may access the session or write keys, and which words users read."""

import ast
import re
from functools import cache

import pytest

from tests.conftest import ROOT
from tests.of_each import of_each

WIDGETS = sorted(path for path in (ROOT / "widgets").rglob("*.py") if path.name != "__init__.py")
PAGES = [*sorted((ROOT / "pages").glob("*.py")), ROOT / "streamlit_app.py"]
NAMES = {path: path.relative_to(ROOT).as_posix() for path in (*WIDGETS, *PAGES)}
# Other texts that users read: sentences in the engine, and the documentation.
SENTENCES = sorted((ROOT / "core").rglob("*.py"))
PROSE = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
# Names of files, folders and functions, and keys in JSON, that contain the word.
FORMAT_NAMES = re.compile(r"\bmodel\.\w+|\bmodels/|`models?`|\"models?\"")
# Code blocks and API addresses in the documentation.
CODE = re.compile(r"^```.*?^```|`[A-Z]+ /api/\S+`", re.MULTILINE | re.DOTALL)

# Streamlit's widgets that offer options, and those that take anything else.
CHOICES = ("multiselect", "pills", "radio", "segmented_control", "selectbox")
INPUTS = (
    *CHOICES,
    *(
        "checkbox",
        "number_input",
        "pagination",
        "select_slider",
        "slider",
        "text_area",
        "text_input",
        "toggle",
    ),
)
# Inputs that start over when the user comes back to the page, by their keys, and why.
DIALOG = "it is in a dialog or popover, which has been closed"
FILE = "Streamlit no longer has the file that it is about"
FORM = "the form must be sent"
START_OVER = {
    "AdditionKey.PRECISION": "the choice of the network starts over",
    "AdditionKey.WHICH": "it starts with the first network that has not been added",
    "DataSetKey.KIND": "it shows the kind that the data set has",
    "DataSetKey.NAME": DIALOG,
    "DataSetKey.REMOVE_CLASS": DIALOG,
    "DataSetKey.RENAME_NEW": FORM,
    "DataSetKey.RENAME_OLD": FORM,
    "DrawKey.ACROSS": FILE,
    "DrawKey.BEGIN_WITH": DIALOG,
    "DrawKey.DOWN": FILE,
    "DrawKey.PAGE": FILE,
    "DrawKey.SEARCH": DIALOG,
    "DrawKey.TURN": FILE,
    "NetworkKey.DESCRIPTION": DIALOG,
    "NetworkKey.KNOWN_THINGS": "it is in an expander, which has been closed",
    "NetworkKey.TITLE": DIALOG,
    "PhotoKey.CORRECTION": FORM,
    "digit_key": FILE,
}


@cache
def tree(path):
    return ast.parse(path.read_text())


@cache
def all_nodes(path):
    return list(ast.walk(tree(path)))


def nodes(path, kind):
    return [node for node in all_nodes(path) if isinstance(node, kind)]


def assigned(path, node):
    """Returns what the function around a node assigns to names, as text."""
    function = next(one for one in nodes(path, ast.FunctionDef) if node in ast.walk(one))
    assigns = [one for one in ast.walk(function) if isinstance(one, ast.Assign)]
    pairs = [
        pair
        for one in assigns
        for pair in zip(
            getattr(one.targets[0], "elts", one.targets),
            getattr(one.value, "elts", [one.value]),
            strict=False,
        )
    ]
    return {ast.unparse(name): ast.unparse(value) for name, value in pairs}


def docstrings(path):
    holders = nodes(path, ast.Module | ast.ClassDef | ast.FunctionDef)
    return {
        id(holder.body[0].value) for holder in holders if holder.body and isinstance(holder.body[0], ast.Expr)
    }


@of_each(NAMES)
def test_only_the_page_states_touch_the_session(path):
    touches = [node.attr for node in nodes(path, ast.Attribute) if node.attr == "session_state"]
    assert bool(touches) == (path.name == "page_state.py")


@of_each(NAMES)
def test_every_choice_that_is_found_again_is_noted_at_once(path):
    # If the person leaves the page right after choosing, no run of the page notes the choice.
    for function in nodes(path, ast.FunctionDef):
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        if any(getattr(call.func, "id", "") == "begin_with_address" for call in calls):
            choices = [call for call in calls if getattr(call.func, "attr", "") in CHOICES]
            noted = [call for call in choices if any(one.arg == "on_change" for one in call.keywords)]
            assert noted == choices != [], f"{NAMES[path]}: {function.name}"


@of_each(NAMES)
def test_what_is_chosen_is_found_again_on_coming_back_to_a_page(path):
    lost = []
    for call in nodes(path, ast.Call):
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        if getattr(call.func, "attr", "") in INPUTS and not {"persist_state", "on_change"} & set(given):
            key = given.get("key", "")
            lost.append(assigned(path, call).get(key, key).partition(".of")[0])
    assert [key for key in lost if key not in START_OVER] == []


@of_each(NAMES)
def test_no_other_module_writes_a_key(path):
    if path.name in ("widget_keys.py", "canvas_keys.py"):
        return
    written = [
        keyword.value
        for call in nodes(path, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "key" and isinstance(keyword.value, ast.Constant | ast.JoinedStr | ast.BinOp)
    ]
    # Forms get their keys from the same place as widgets.
    forms = [
        call.args[0]
        for call in nodes(path, ast.Call)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "form"
        and isinstance(call.args[0], ast.Constant | ast.JoinedStr)
    ]
    assert [ast.unparse(value) for value in (*written, *forms)] == []


@of_each(NAMES)
def test_what_opens_stays_open_when_something_comes_above_it(path):
    # Streamlit identifies panels without a key by their position.
    without = [
        ast.unparse(call)
        for call in nodes(path, ast.Call)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in ("expander", "popover", "status")
        and "key" not in {keyword.arg for keyword in call.keywords}
    ]
    assert without == []


@of_each(NAMES)
def test_what_a_click_does_is_done_before_the_page_is_run(path):
    # A run may be interrupted before it reaches its button, and the click would be lost. Only a dialog must
    # be opened there; it closes with the next run anyway.
    dialogs = [
        function.name
        for function in nodes(path, ast.FunctionDef)
        if any(ast.unparse(decorator).startswith("st.dialog(") for decorator in function.decorator_list)
    ]
    allowed = {id(statement.value) for statement in nodes(path, ast.Expr)} | {
        id(call)
        for branch in nodes(path, ast.If)
        if ast.unparse(branch.body[0]).startswith(tuple(f"{name}(" for name in dialogs))
        for call in ast.walk(branch.test)
    }
    asked = [
        ast.unparse(call)
        for call in nodes(path, ast.Call)
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("button", "form_submit_button")
        if id(call) not in allowed and ast.unparse(call.func) != "keys.button"
    ]
    assert asked == []


@of_each(NAMES)
def test_no_widget_is_bound_to_the_address_by_streamlit(path):
    # See `widgets/shared/address_choice.py`.
    bound = [keyword.arg for call in nodes(path, ast.Call) for keyword in call.keywords]
    assert "bind" not in bound


@of_each(NAMES)
def test_no_button_is_in_a_part_that_runs_by_itself(path):
    # It is shown anew within a second, without what the click was refused for.
    looking = [
        function
        for function in nodes(path, ast.FunctionDef)
        if any("run_every" in ast.unparse(decorator) for decorator in function.decorator_list)
    ]
    calls = [node for function in looking for node in ast.walk(function) if isinstance(node, ast.Call)]
    assert [ast.unparse(call) for call in calls if ast.unparse(call.func).endswith("button")] == []


@of_each(PAGES)
def test_pages_never_do_arithmetic(path):
    assert [ast.unparse(node) for node in nodes(path, ast.BinOp)] == []


@of_each([*NAMES, *SENTENCES, *PROSE])
def test_a_person_reads_of_networks_and_not_of_models(path):
    if path.suffix == ".md":
        texts = CODE.sub("", path.read_text()).splitlines()
    else:
        prose = docstrings(path)
        texts = [
            node.value
            for node in nodes(path, ast.Constant)
            if isinstance(node.value, str) and id(node) not in prose
        ]
    if path in SENTENCES:
        # A text without a space is a name: a key, a file, an old option.
        texts = [text for text in texts if " " in text]
    assert [
        text for text in texts if re.search(r"\bmodels?\b", FORMAT_NAMES.sub("", text), re.IGNORECASE)
    ] == []


@pytest.mark.parametrize(
    "text", ["one object: `model`", "in `models/`, and", "model.tflite", "Keras model.predict"]
)
def test_names_of_files_and_formats_are_no_words(text):
    assert "model" not in FORMAT_NAMES.sub("", text)
