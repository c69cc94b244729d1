// A slider that changes a picture. The data contains everything it can show, so moving it needs no server.

const TOLD_AFTER_MS = 200;

const sliders = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  let slider = sliders.get(parentElement);
  if (!slider) {
    slider = createSlider(parentElement);
    sliders.set(parentElement, slider);
  }
  slider.update(component);
}

function createSlider(parentElement) {
  const root = document.createElement("div");
  root.className = "cmp cmp-changing";
  parentElement.append(root);
  let shown = null;
  let timer = 0;
  let component = null;

  function move(step) {
    const { steps, places, frames, answers, title } = component.data;
    const rule = root.querySelector(".cmp-rule");
    rule?.setAttribute("x1", places[step]);
    rule?.setAttribute("x2", places[step]);
    root.querySelectorAll(".cmp-seen img").forEach((image, index) => {
      image.src = frames[index][step];
    });
    root.querySelectorAll(".cmp-answers li").forEach((line, index) => {
      line.textContent = answers[step][index];
    });
    root.querySelector("output").textContent = steps[step];
    root.querySelector("input").setAttribute("aria-valuetext", `${title}: ${steps[step]}`);
  }

  function tell(step) {
    component.setStateValue("place", { step, history_moves: component.data.history_moves });
  }

  function build() {
    const { data } = component;
    clearTimeout(timer); // the previous position must no longer be sent
    root.innerHTML = data.html; // escaped in Python
    const input = root.querySelector("input");
    input.max = String(data.steps.length - 1);
    input.value = String(data.step);
    input.addEventListener("input", () => {
      const step = Number(input.value);
      move(step);
      clearTimeout(timer);
      timer = setTimeout(() => tell(step), TOLD_AFTER_MS);
    });
    move(data.step);
  }

  return {
    update(next) {
      component = next;
      // A position that was sent comes back from the page; it must not rebuild a slider being dragged.
      if (shown === next.data.content) return;
      shown = next.data.content;
      build();
    },
  };
}
