// Follows the pen over the drawing canvas, and sends the drawing while it is growing.
//
// The canvas belongs to another component, which works independently of this one. This component is invisible and
// listens to events of the document. It also keeps the drawings in the tab's session storage, for a reload.

const STORAGE = "inkling-drawings";
// Bounds of the interval between messages while drawing, which grows on a busy machine so that the server keeps up.
const SHORTEST_WAIT_MS = 90;
const LONGEST_WAIT_MS = 1000;
// The pen stops waiting for an answer after this time.
const GIVEN_UP_MS = 2000;
// While the first stroke is being drawn, it is only sent once it is larger than this share of the canvas, and thus
// more than a dot.
const SMALLEST_SHARE = 0.05;
const MAX_STORED_CHARACTERS = 1_000_000;
// How much shorter a drawing may be on the server than here, in canvas pixels, because the canvas rounds curves.
const ROUNDED_PX = 4;

const pens = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  let pen = pens.get(parentElement);
  if (!pen) {
    pen = createPen();
    pens.set(parentElement, pen);
  }
  pen.update(component);
  // Streamlit also calls this when a component that stays on the page is updated.
  return () => {
    if (parentElement.isConnected) return;
    pen.remove();
    pens.delete(parentElement);
  };
}

function createPen() {
  let component = null;
  let data = null;
  let strokes = []; // finished since `data.revision`, each as [x, y, x, y, ...]
  let current = null; // the stroke under the pen
  let number = 0; // of the last message
  let sentMs = 0;
  let isAwaited = false;
  let waitMs = SHORTEST_WAIT_MS;
  let timer = null;
  let hasOffered = false;
  let hasCompared = false;

  function update(next) {
    // A stroke belongs to the canvas on which it was begun, even if another one takes its place.
    if (current && data.task !== next.data.task) endStroke();
    component = next;
    // A new session, as after a restart of the server, knows no drawings and counts messages from the beginning.
    if (data && data.session !== next.data.session) {
      hasOffered = hasCompared = isAwaited = false;
      number = 0;
    }
    const isOther = !data || ["session", "task", "revision"].some((name) => data[name] !== next.data[name]);
    data = next.data;
    number = Math.max(number, data.answered);
    if (isOther) strokes = [];
    if (isAwaited && data.answered >= number) {
      isAwaited = false;
      waitMs = Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, 1.5 * (performance.now() - sentMs)));
    }
    offerStored();
    offerLonger();
    store();
    announce();
  }

  // Makes screen readers announce the whole strip of answers whenever it changes.
  function announce() {
    const strip = document.querySelector(`.st-key-${data.strip}`);
    if (strip && strip.getAttribute("role") !== "status") {
      strip.setAttribute("role", "status");
      strip.setAttribute("aria-live", "polite");
    }
  }

  function send(isEnd = false) {
    clearTimeout(timer);
    timer = null;
    if (!component) return;
    number += 1;
    sentMs = performance.now();
    isAwaited = true;
    const { task, revision } = data;
    const message = { task, revision, strokes: current ? [...strokes, current.points] : strokes, number };
    sendAlone(() => {
      component.setStateValue("pen", message);
      // If the page is left before the server handles this message, Streamlit drops state values but not triggers.
      if (isEnd) component.setTriggerValue("ended", message);
    });
  }

  function sendSoon() {
    if (timer !== null) return;
    const since = performance.now() - sentMs;
    const wait = isAwaited ? (since > GIVEN_UP_MS ? 0 : Math.max(waitMs - since, 30)) : waitMs - since;
    timer = setTimeout(() => {
      timer = null;
      if (!current) return;
      if (isAwaited && performance.now() - sentMs < GIVEN_UP_MS) sendSoon();
      else send();
    }, Math.max(wait, 0));
  }

  // Returns the element with the size of the canvas on the page. The canvas itself may be rebuilt under the pen.
  function frameOf(event) {
    const path = event.composedPath();
    const isOnCanvas = path.some((node) => node.classList?.contains("upper-canvas"));
    return isOnCanvas ? path.find((node) => node.classList?.contains(`st-key-${data.frame}`)) : undefined;
  }

  function addPoint(event) {
    const box = current.frame.getBoundingClientRect();
    if (!box.width) return false;
    const at = (value) => Math.round(value * 10) / 10;
    const x = at(((event.clientX - box.left) * data.size) / box.width);
    const y = at(((event.clientY - box.top) * data.size) / box.height);
    const { points } = current;
    const length = points.length;
    if (length && points[length - 2] === x && points[length - 1] === y) return false;
    points.push(x, y);
    return true;
  }

  function isVisible(points) {
    const [x, y] = points;
    const least = SMALLEST_SHARE * data.size;
    return points.some((value, index) => Math.abs(value - (index % 2 ? y : x)) > least);
  }

  function onDown(event) {
    if (!data || event.button !== 0 || !event.isPrimary) return;
    const frame = frameOf(event);
    if (!frame) return;
    current = { frame, pointer: event.pointerId, points: [] };
    addPoint(event);
  }

  function onMove(event) {
    if (!current || event.pointerId !== current.pointer) return;
    if (addPoint(event) && (strokes.length || data.base.length || isVisible(current.points))) sendSoon();
  }

  function onUp(event) {
    if (!current || event.pointerId !== current.pointer) return;
    addPoint(event);
    endStroke();
  }

  function endStroke() {
    strokes = [...strokes, current.points];
    current = null;
    send(true);
    store();
  }

  function read() {
    try {
      return JSON.parse(sessionStorage.getItem(STORAGE)) || {};
    } catch {
      return {};
    }
  }

  function write(stored) {
    try {
      const text = JSON.stringify(stored);
      if (text.length <= MAX_STORED_CHARACTERS) sessionStorage.setItem(STORAGE, text);
    } catch {
      // Storage is disabled or full: only restoring after a reload does not work.
    }
  }

  // After a reload, the server has a new, empty session; offers it the drawings that are stored here.
  function offerStored() {
    if (hasOffered || data.restored) return;
    hasOffered = true;
    const { session, drawings } = read();
    const isFromBefore = session && session !== data.session && drawings;
    sendAlone(() => component.setTriggerValue("stored", { drawings: isFromBefore ? drawings : {} }));
  }

  // If the page was left right after drawing, the end of a stroke may have been lost; offers the stored drawing.
  function offerLonger() {
    if (hasCompared || !data.restored) return;
    hasCompared = true;
    const { session, drawings } = read();
    const kept = session === data.session && drawings?.[data.task];
    if (!Array.isArray(kept) || lengthOf(kept) <= data.length + ROUNDED_PX) return;
    sendAlone(() => component.setTriggerValue("kept", { task: data.task, strokes: kept }));
  }

  function lengthOf(drawing) {
    let length = 0;
    for (const points of drawing)
      for (let i = 2; i < points.length; i += 2)
        length += Math.hypot(points[i] - points[i - 2], points[i + 1] - points[i - 1]);
    return length;
  }

  function store() {
    if (!data?.restored) return;
    const drawings = read().drawings || {};
    drawings[data.task] = [...data.base, ...strokes, ...(current ? [current.points] : [])];
    write({ session: data.session, drawings });
  }

  const listeners = [
    ["pointerdown", onDown],
    ["pointermove", onMove],
    ["pointerup", onUp],
    ["pointercancel", onUp],
  ];
  for (const [name, listener] of listeners) document.addEventListener(name, listener, true);
  // A reload in the middle of a stroke keeps what there is of it.
  window.addEventListener("pagehide", store);

  return {
    update,
    remove() {
      clearTimeout(timer);
      for (const [name, listener] of listeners) document.removeEventListener(name, listener, true);
      window.removeEventListener("pagehide", store);
    },
  };
}
