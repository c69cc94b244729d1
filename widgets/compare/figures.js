// Shows HTML that contains SVG charts, which Streamlit's own element removes.

// Matches windows as narrow as a phone's, in which charts are stacked.
const NARROW = "(max-width: 40rem)";

// Collapses a chart below its title; clicking the title opens and closes it.
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
  // While the content is unchanged, a table that the user opened stays open.
  if (root.dataset.content === data.content) return;
  root.dataset.content = data.content;
  root.innerHTML = data.html; // escaped in Python
  if (data.folded && matchMedia(NARROW).matches) root.querySelectorAll("figure:has(> .cmp-chart)").forEach(fold);
}
