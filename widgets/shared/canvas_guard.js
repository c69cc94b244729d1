// Guards the canvas component, so that it only draws.
//
// Hides the component's toolbar, whose pencil edits strokes and whose undo history is separate from ours. Captures
// the pointer, so that the component is told of the pen's release wherever it happens, even over a disabled button.
// Makes it report a stroke before a click that soon follows. And when Streamlit rebuilds the component, for example
// on a change of theme, tells the page to restore the drawing. Gives the canvas a name for screen readers.

// What screen readers call the canvas; what is drawn, they learn from the answers.
const NAME = "Canvas for drawing with a mouse, a finger or a pen";

const STYLE = ".dc-toolbar { display: none !important; }";

// The component reports a stroke after 200 ms, or later on a busy machine; clicks after this time need not wait.
const REPORTED_MS = 1000;
// The button of the toolbar that makes the component report at once; `tests/widgets/shared/test_canvas.py` looks for it.
const REPORT_NOW = "button[aria-label='Update the app with this drawing']";

const guards = new WeakMap();

export default function (component) {
  const { data, parentElement } = component;
  const frame = document.querySelector(`.st-key-${data.frame}`);
  let guard = guards.get(parentElement);
  if (guard?.frame !== frame) {
    guard?.remove();
    guard = frame && createGuard(frame);
    guards.set(parentElement, guard);
  }
  if (guard) guard.component = component;
  // Streamlit also calls this when a component that stays on the page is updated.
  return () => {
    if (!parentElement.isConnected) guards.get(parentElement)?.remove();
  };
}

function createGuard(frame) {
  const guard = { frame, component: null, remove };
  const watched = new WeakSet();
  let canvas = null;
  let drawnMs = -Infinity; // when the pen was last lifted

  function look() {
    for (const node of frame.querySelectorAll("*")) {
      const root = node.shadowRoot;
      if (!root) continue;
      if (!watched.has(root)) {
        watched.add(root);
        observer.observe(root, { subtree: true, childList: true });
      }
      if (root.querySelector(".dc-root") && !root.querySelector("style[data-inkling]")) {
        const style = document.createElement("style");
        style.dataset.inkling = "";
        style.textContent = STYLE;
        root.append(style);
      }
      const found = root.querySelector("canvas.upper-canvas");
      if (!found || found === canvas) continue;
      if (canvas) guard.component?.setTriggerValue("rebuilt", true);
      canvas = found;
      canvas.role = "img";
      canvas.ariaLabel = NAME;
    }
  }

  function capture(event) {
    const target = event.composedPath().find((node) => node.classList?.contains("upper-canvas"));
    try {
      target?.setPointerCapture(event.pointerId);
    } catch {
      // The pen has already been lifted.
    }
  }

  function onUp(event) {
    if (isOnCanvas(event)) drawnMs = performance.now();
  }

  // A button acts on what the person sees, such as a stroke that was finished just before the click.
  function onClick(event) {
    if (isOnCanvas(event) || performance.now() - drawnMs > REPORTED_MS) return;
    drawnMs = -Infinity;
    const button = canvas?.getRootNode().querySelector(REPORT_NOW);
    if (button) sendAlone(() => button.click());
  }

  function isOnCanvas(event) {
    return canvas !== null && event.composedPath().includes(canvas.getRootNode());
  }

  const observer = new MutationObserver(look);
  observer.observe(frame, { subtree: true, childList: true });
  frame.addEventListener("pointerdown", capture, true);
  frame.addEventListener("pointerover", look, true);
  document.addEventListener("pointerup", onUp, true);
  document.addEventListener("click", onClick, true);
  look();

  function remove() {
    observer.disconnect();
    document.removeEventListener("pointerup", onUp, true);
    document.removeEventListener("click", onClick, true);
    frame.removeEventListener("pointerdown", capture, true);
    frame.removeEventListener("pointerover", look, true);
  }
  return guard;
}
