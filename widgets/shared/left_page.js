// Keeps what a page reports after it was left from reaching the server.
//
// When the person goes on to another page, the one that was left can still report something until the server has
// begun to run the other: the canvas reports a stroke only 200 ms after it was drawn. The server would then run a part
// of the page that was left, and Streamlit empties the page that is shown, or returns to the one that was left.

// After this time, the page of a message is taken for the one that is shown.
const LEAVING_MS = 5000;
// Fields of Streamlit's message that asks for a run (`ClientState`): which page, and which of its fragments.
const PAGE = /\x1a ([0-9a-f]{32})(\* [0-9a-f]{32})?/;

const messages = (window.inklingMessages ??= watchMessages());

function watchMessages() {
  const { send } = WebSocket.prototype;
  let shown = null; // the page that was asked for last
  let left = null; // the page before that one
  let leftMs = -Infinity;

  WebSocket.prototype.send = function (message) {
    const text = message instanceof Uint8Array ? new TextDecoder("latin1").decode(message) : "";
    const [, page, fragment] = text.match(PAGE) ?? [];
    if (fragment && page === left && performance.now() - leftMs < LEAVING_MS) return;
    if (page && page !== shown) {
      left = shown;
      leftMs = performance.now();
      shown = page;
    }
    send.call(this, message);
  };
  return { begin: (page) => (shown ??= page) };
}
