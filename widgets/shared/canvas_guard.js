// Keeps the canvas component to drawing.
//
// Its own toolbar is hidden, since its pencil edits strokes and its history is not ours. It hears of the pen's
// release wherever that happens, even over a disabled button. And when Streamlit builds it anew, as it may with a
// change of theme, the page is told to put the drawing on it again.

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
  // Streamlit also calls this while the component stays, if it was called again meanwhile.
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
      // The pen was lifted already.
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
