// Keeps what is chosen on one page out of the address of another, and puts into an address what its page begins with.
//
// Streamlit changes the address when the server says so. If the person has gone on to another page meanwhile, it
// puts the choices of the page that was left into that one's address, and adds steps to the browser's history.

const done = new Set();
const watch = (window.inklingSteps ??= watchSteps());

export default function ({ data }) {
  watch.arrive(data);
  if (!data.token || done.has(data.token)) return;
  done.add(data.token);
  const address = new URL(location.href);
  // Back leads to another page at once, even while this one is still being loaded.
  if (watch.pageOf(address) !== data.page) return;
  for (const [parameter, values] of Object.entries(data.values)) {
    address.searchParams.delete(parameter);
    values.forEach((value) => address.searchParams.append(parameter, value));
  }
  history.replaceState(history.state, "", address);
}

function watchSteps() {
  let awaited = null; // the address to which the person has gone on, until the server has run its page
  let lastRun = null; // of which this component was told
  let runBefore = null; // the last run when the person went on

  const pageOf = (address) => address.pathname.split("/").pop();

  function goOn(address) {
    awaited = new URL(address, location.href);
    runBefore = lastRun;
  }

  function onClick(event) {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    const isHere = link?.origin === location.origin && !link.target && !link.hasAttribute("download");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (isHere && isPlain && pageOf(link) !== pageOf(location)) goOn(link.href);
  }

  addEventListener("popstate", () => goOn(location.href), true);
  document.addEventListener("click", onClick, true);
  for (const name of ["pushState", "replaceState"]) {
    const change = history[name].bind(history);
    history[name] = (state, title, address) => {
      const wanted = new URL(address ?? location.href, location.href);
      // The server leads to another page.
      if (!awaited && pageOf(wanted) !== pageOf(location)) goOn(wanted);
      if (!awaited) change(state, title, address);
      // Anything but the step to the awaited page may be about the page that was left.
      else if (pageOf(wanted) === pageOf(awaited) && pageOf(location) !== pageOf(awaited))
        change(state, title, awaited.href);
    };
  }

  function arrive({ page, run }) {
    lastRun = run;
    if (awaited && pageOf(awaited) === page && run !== runBefore) awaited = null;
  }

  return { arrive, pageOf };
}
