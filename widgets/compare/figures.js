// Shows HTML with charts in SVG, which Streamlit's own element leaves out.

// In a window as narrow as a phone's, where charts stand below each other.
const NARROW = "(max-width: 40rem)";

// Puts a chart below its title, which opens and closes it.
function fold(figure) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  details.className = "cmp-fold";
  summary.textContent = figure.querySelector("figcaption b").textContent;
  figure.replaceWith(details);
  details.append(summary, figure);
}

export default function ({ parentElement, data }) {
  let root = parentElement.querySelector(":scope > .inkling-figures");
  if (!root) {
    root = document.createElement("div");
    root.className = "inkling-figures";
    parentElement.append(root);
  }
  // An opened table stays open while nothing has changed.
  if (root.dataset.content === data.content) return;
  root.dataset.content = data.content;
  root.innerHTML = data.html; // escaped where it is made
  if (data.folded && matchMedia(NARROW).matches) root.querySelectorAll("figure:has(> .cmp-chart)").forEach(fold);
}
