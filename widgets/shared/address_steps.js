// Keeps what is chosen on one page out of the address of another, and puts into an address what its page begins with.
//
// Streamlit changes the address when the server says so. If the person has gone on to another page meanwhile, it
// puts the choices of the page that was left into that one's address, and adds steps to the browser's history.

const done = new Set();
const watch = (window.inklingSteps ??= watchSteps());

export default function ({ data }) {
  messages.begin(data.script);
  // Back leads to another page at once, even while this one is still being loaded.
  if (watch.pageOf(location) !== data.page) return;
  const begun = new URL(location.href);
  for (const [parameter, values] of Object.entries(data.values)) {
    begun.searchParams.delete(parameter);
    values.forEach((value) => begun.searchParams.append(parameter, value));
  }
  const embedding = [...begun.searchParams].filter(([name]) => name.startsWith("embed"));
  const whole = new URL(begun);
  whole.search = new URLSearchParams([...embedding, ...data.address]);
  const isWhole = sorted(begun) === sorted(whole);
  const hasArrived = watch.arrive(data, isWhole);
  if (watch.isAwaiting()) return;
  if (data.token && !done.has(data.token)) {
    done.add(data.token);
    history.replaceState(history.state, "", begun);
  }
  // What the person has chosen on this page before it was run to its end is a step of its own.
  if ((hasArrived || watch.lacksStep()) && !isWhole) history.pushState({}, "", whole);
}

function sorted(address) {
  return [...address.searchParams].map(String).sort().join("&");
}

function watchSteps() {
  let awaited = null; // the address to which the person has gone on, until the server has run its page
  let lastRun = null; // of which this component was told
  let runBefore = null; // the last run when the person went on
  let hasActed = false; // whether the person has done anything since
  let lacksStep = false; // whether a step was left out that may have been about the awaited page

  const pageOf = (address) => address.pathname.split("/").pop();
  // Without the server, links lead nowhere, and the person stays on this page.
  const isConnected = () => document.querySelector("[data-test-connection-state=CONNECTED]") !== null;

  function goOn(address) {
    awaited = new URL(address, location.href);
    runBefore = lastRun;
    hasActed = lacksStep = false;
  }

  function onClick(event) {
    hasActed = true;
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    const isHere = link?.origin === location.origin && !link.target && !link.hasAttribute("download");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (isHere && isPlain && isConnected() && pageOf(link) !== pageOf(location)) goOn(link.href);
  }

  addEventListener("popstate", () => goOn(location.href), true);
  document.addEventListener("click", onClick, true);
  document.addEventListener("keydown", () => (hasActed = true), true);
  for (const name of ["pushState", "replaceState"]) {
    const change = history[name].bind(history);
    history[name] = (state, title, address) => {
      const wanted = new URL(address ?? location.href, location.href);
      // The server leads to another page.
      if (!awaited && pageOf(wanted) !== pageOf(location)) goOn(wanted);
      if (!awaited) {
        change(state, title, address);
        lacksStep &&= name === "replaceState";
      } else if (pageOf(wanted) === pageOf(awaited) && pageOf(location) !== pageOf(awaited))
        change(state, title, awaited.href);
      // Anything else may be about the page that was left.
      else lacksStep ||= hasActed && pageOf(wanted) === pageOf(awaited);
    };
  }

  // The run of a page has arrived. If the address is another one, it is that of an earlier step in the history, unless
  // the person has chosen something since.
  function arrive({ page, run }, isWhole) {
    lastRun = run;
    if (!awaited || pageOf(awaited) !== page || run === runBefore || !(isWhole || hasActed)) return false;
    awaited = null;
    return true;
  }

  return { arrive, pageOf, isAwaiting: () => awaited !== null, lacksStep: () => lacksStep };
}
