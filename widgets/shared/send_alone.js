// Has Streamlit send at once what is set. By itself it collects what is set until a timer comes, which takes long
// on a busy machine, and has all of it run only the part of the page that the first one belongs to
// (https://github.com/streamlit/streamlit/pull/12747): of a click in between, nothing would come.
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
