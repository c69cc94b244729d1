// Keeps the canvas component to drawing: its own toolbar is hidden, since its pencil edits strokes and its history
// is not ours, and the canvas hears of the pen's release wherever that happens, even over a disabled button.

const STYLE = ".dc-toolbar { display: none !important; }";

const canvases = (frame) =>
  [...frame.querySelectorAll("*")].map((node) => node.shadowRoot).filter((root) => root?.querySelector(".dc-root"));

const guards = new WeakMap();

export default function ({ data, parentElement }) {
  guards.get(parentElement)?.disconnect();
  const frame = document.querySelector(`.st-key-${data.frame}`);
  if (!frame) return undefined;

  function hideToolbar() {
    for (const root of canvases(frame)) {
      if (root.querySelector("style[data-inkling]")) continue;
      const style = document.createElement("style");
      style.dataset.inkling = "";
      style.textContent = STYLE;
      root.append(style);
    }
  }

  function capture(event) {
    const canvas = event.composedPath().find((node) => node.classList?.contains("upper-canvas"));
    try {
      canvas?.setPointerCapture(event.pointerId);
    } catch {
      // The pen was lifted already.
    }
  }

  // The canvas may come, or come anew, at any time.
  const observer = new MutationObserver(hideToolbar);
  observer.observe(frame, { subtree: true, childList: true });
  frame.addEventListener("pointerdown", capture, true);
  frame.addEventListener("pointerover", hideToolbar, true);
  hideToolbar();
  guards.set(parentElement, {
    disconnect() {
      observer.disconnect();
      frame.removeEventListener("pointerdown", capture, true);
      frame.removeEventListener("pointerover", hideToolbar, true);
    },
  });
  return () => {
    guards.get(parentElement)?.disconnect();
    guards.delete(parentElement);
  };
}
