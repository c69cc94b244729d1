// Guards the canvas component, so that it only draws.
//
// Hides the component's toolbar, whose pencil edits strokes and whose undo history is separate from ours. Captures
// the pointer, so that the component is told of the pen's release wherever it happens, even over a disabled button.
// And when Streamlit rebuilds the component, for example on a change of theme, tells the page to restore the drawing.

const STYLE = ".dc-toolbar { display: none !important; }";

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

  const observer = new MutationObserver(look);
  observer.observe(frame, { subtree: true, childList: true });
  frame.addEventListener("pointerdown", capture, true);
  frame.addEventListener("pointerover", look, true);
  look();

  function remove() {
    observer.disconnect();
    frame.removeEventListener("pointerdown", capture, true);
    frame.removeEventListener("pointerover", look, true);
  }
  return guard;
}
