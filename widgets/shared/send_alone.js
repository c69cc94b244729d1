// Makes Streamlit send a component's new values immediately. By default, Streamlit collects values until a timer
// fires, which takes long on a busy machine, and then runs only the fragment that the first value belongs to
// (https://github.com/streamlit/streamlit/pull/12747), so that a click in the meantime would be lost.
function sendAlone(set) {
  const { setTimeout } = window;
  const flushes = [];
  window.setTimeout = (callback, delayMs, ...rest) =>
    delayMs === 0 ? flushes.push(callback) && 0 : setTimeout(callback, delayMs, ...rest);
  try {
    set();
  } finally {
    window.setTimeout = setTimeout;
  }
  for (const flush of flushes) flush();
}
