"""The app with TensorFlow imported, the baseline of the start-up benchmark."""

from benchmarks.startup import ROOT, importing_tensorflow


def test_the_script_imports_tensorflow_first_and_finds_everything_from_any_folder():
    script = importing_tensorflow((ROOT / "streamlit_app.py").read_text())
    compile(script, "streamlit_app.py", "exec")
    assert script.index("import tensorflow") < script.index("import streamlit")
    assert "__file__" not in script
    assert '"pages/' not in script
    assert f'"{ROOT}/pages/draw.py"' in script
