// Shows HTML with charts in SVG, which Streamlit's own element leaves out.

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
}
