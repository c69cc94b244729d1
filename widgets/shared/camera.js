// The camera of a page: records while a button is held, takes single pictures, and shows the answers that it
// gets back for live frames. All texts that this script shows come from Python, in `data`.

const FRAME_SIDE_PX = 320;
const TAKEN_SIDE_PX = 1024;
const RECORD_EVERY_MS = 125;
const LIVE_EVERY_MS = 100;
const TICK_MS = 250;
// How long the page must be idle before a frame without an answer counts as lost: LOST_AFTER_RUN_MS if the page has
// run since the frame was sent, for example for a click, and LOST_MS if it has not.
const LOST_AFTER_RUN_MS = 1500;
const LOST_MS = 5000;
// After an action of the user, the next frame waits this long, so that the action reaches the server first.
const HAND_FIRST_MS = 600;
const HAND_EVENTS = ["pointerdown", "pointerup", "click", "keydown", "input", "change"];
const PAGE = '[data-testid="stApp"]';
const PAGE_STATE = "data-test-script-state";
const RESEND_EVERY_MS = 6000;
const MAX_SENT = 5;
const SOME = 20;
const COUNTDOWN_S = 3;

const cameras = new WeakMap();

export default function (component) {
  const root = component.parentElement;
  let camera = cameras.get(root);
  if (!camera) {
    camera = new Camera(root);
    cameras.set(root, camera);
  }
  camera.update(component);
  return () => {
    camera.close();
    cameras.delete(root);
  };
}

class Camera {
  constructor(root) {
    this.root = root;
    this.box = root.querySelector(".camera");
    this.video = this.find(".view");
    this.canvas = document.createElement("canvas");
    this.stream = null;
    this.opening = 0;
    this.status = "";
    this.pictures = [];
    this.recorder = null;
    this.countdown = null;
    this.waiting = null; // the message that was sent and is not acknowledged yet
    this.frame = 0;
    this.frameSentAt = 0;
    this.isAsking = false;
    this.hasRunSince = false; // whether the page has run since the last frame was sent
    this.busyAt = 0;
    this.handAt = -HAND_FIRST_MS;
    this.isPaused = false;
    this.isClosed = false;
    this.listen();
  }

  find(selector) {
    return this.box.querySelector(selector);
  }

  listen() {
    const hold = this.find(".hold");
    const begin = (event) => {
      if (event.button > 0) return;
      event.preventDefault();
      hold.focus();
      if (event.pointerId !== undefined) hold.setPointerCapture(event.pointerId);
      this.record();
    };
    hold.addEventListener("pointerdown", begin);
    for (const name of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) {
      hold.addEventListener(name, () => this.isHeld && this.finish());
    }
    hold.addEventListener("contextmenu", (event) => event.preventDefault());
    this.find(".some").addEventListener("click", () => this.recordSome(0));
    this.find(".later").addEventListener("click", () => this.recordSome(COUNTDOWN_S));
    this.find(".take").addEventListener("click", () => this.take());
    this.find(".again").addEventListener("click", () => this.open());
    this.find(".pause").addEventListener("click", () => this.pause(!this.isPaused));
    this.find(".mirror").addEventListener("change", () => this.mirror());
    this.find(".cameras").addEventListener("change", (event) => this.open(event.target.value));
    this.onKey = (event) => this.key(event);
    window.addEventListener("keydown", this.onKey);
    window.addEventListener("keyup", this.onKey);
    this.onVisible = () => this.ask();
    document.addEventListener("visibilitychange", this.onVisible);
    this.onHand = () => (this.handAt = performance.now());
    for (const name of HAND_EVENTS) document.addEventListener(name, this.onHand, true);
    this.page = document.querySelector(PAGE);
    this.observer = new MutationObserver(() => this.ask());
    if (this.page) this.observer.observe(this.page, { attributeFilter: [PAGE_STATE] });
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  // The space bar records while it is held, unless another element has the focus.
  key(event) {
    if (event.key !== " " || this.data.mode !== "record") return;
    if (event.type === "keyup") {
      if (this.isHeld) this.finish();
      return;
    }
    const focused = this.root.activeElement;
    const isOurs = focused === this.find(".hold");
    if (!isOurs && (focused || document.activeElement !== document.body)) return;
    event.preventDefault();
    if (!event.repeat) this.record();
  }

  update(component) {
    this.component = component;
    const isFirst = !this.data;
    this.data = component.data;
    if (isFirst) this.open();
    if (this.waiting && this.data.received === this.waiting.id) {
      this.waiting = null;
      if (this.data.mode === "record") this.show(".said", this.data.said);
    }
    if (this.isAsking && this.data.answered === this.frame) {
      this.isAsking = false;
      if (!this.isPaused) this.showAnswers(this.data.answers);
      const untilNext = this.frameSentAt + LIVE_EVERY_MS - performance.now();
      setTimeout(() => this.ask(), Math.max(0, untilNext));
    }
    this.draw();
  }

  close() {
    this.isClosed = true;
    this.opening++;
    clearInterval(this.timer);
    clearInterval(this.recorder);
    clearInterval(this.countdown);
    window.removeEventListener("keydown", this.onKey);
    window.removeEventListener("keyup", this.onKey);
    document.removeEventListener("visibilitychange", this.onVisible);
    for (const name of HAND_EVENTS) document.removeEventListener(name, this.onHand, true);
    this.observer.disconnect();
    this.stop();
  }

  stop() {
    if (this.stream) turnOff(this.stream);
    this.stream = null;
  }

  async open(deviceId) {
    this.stop();
    const opening = ++this.opening;
    if (!window.isSecureContext || !navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) {
      return this.report("insecure");
    }
    let stream;
    try {
      const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: "environment" };
      // Recordings use small pictures; a single picture may show fine lines.
      const size = { width: { ideal: this.data.mode === "record" ? 640 : 1280 } };
      stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...which, ...size } });
    } catch (error) {
      if (opening !== this.opening) return;
      // The chosen camera may have been unplugged.
      if (deviceId && error.name === "OverconstrainedError") return this.open();
      const problems = {
        NotFoundError: "none",
        OverconstrainedError: "none",
        NotAllowedError: "refused",
        SecurityError: "refused",
      };
      return this.report(problems[error.name] || "busy");
    }
    if (opening !== this.opening) return turnOff(stream);
    this.stream = stream;
    const [track] = stream.getVideoTracks();
    track.onended = () => {
      this.stop();
      this.report("none");
    };
    const settings = track.getSettings();
    // People expect to see themselves as in a mirror, but not what the rear camera of a phone sees.
    this.find(".mirror").checked = this.data.mirrored && settings.facingMode !== "environment";
    this.mirror();
    this.video.srcObject = stream;
    await this.video.play().catch(() => {});
    await this.listCameras(settings.deviceId);
    if (this.stream === stream) this.report("ready");
  }

  async listCameras(current) {
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    const list = devices.filter((device) => device.kind === "videoinput" && device.deviceId);
    const options = list.map((device, index) => {
      const option = document.createElement("option");
      option.value = device.deviceId;
      option.textContent = device.label || `${this.data.words.camera} ${index + 1}`;
      option.selected = device.deviceId === current;
      return option;
    });
    this.find(".cameras").replaceChildren(...options);
  }

  report(status) {
    if (this.isClosed) return;
    if (status !== "ready") this.cancel();
    if (status !== this.status) {
      this.status = status;
      // Kept short, because Streamlit sends this state with every message.
      sendAlone(() => this.component.setStateValue("status", status));
    }
    this.draw();
  }

  mirror() {
    this.video.classList.toggle("mirrored", this.find(".mirror").checked);
  }

  // Shows and hides elements according to the mode and to what is going on.
  draw() {
    const { mode, words, problems, label } = this.data;
    const isReady = this.status === "ready";
    const isBusy = Boolean(this.countdown || (this.recorder && !this.isHeld));
    const canRecord = isReady && Boolean(label) && !isBusy && !this.waiting;
    this.video.hidden = !isReady;
    const problem = isReady ? "" : this.status ? problems[this.status] : words.starting;
    this.show(".problem", problem);
    this.find(".problem").hidden = isReady;
    this.button(".again", words.again, Boolean(this.status) && !isReady);
    this.button(".take", words.take, isReady && mode === "live", Boolean(this.waiting));
    this.button(".hold", words.hold, isReady && mode === "record", !canRecord);
    const isRecord = isReady && mode === "record";
    this.button(".some", isBusy ? words.stop : words.some, isRecord, !(canRecord || isBusy));
    this.button(".later", words.later, isRecord && !isBusy, !canRecord);
    this.button(".pause", this.isPaused ? words.resume : words.pause, isReady && mode === "live");
    this.find(".pause").setAttribute("aria-pressed", String(this.isPaused));
    this.find(".check").hidden = !isReady;
    this.show(".check span", words.mirror);
    this.find(".choice").hidden = !isReady || this.find(".cameras").length < 2;
    this.show(".choice span", words.camera);
    this.find(".answers").hidden = !isReady || mode !== "live";
    this.find(".said").hidden = this.find(".thumbnails").hidden = mode !== "record";
    this.find(".body").classList.toggle("live", mode === "live" && isReady);
    this.box.classList.toggle("recording", Boolean(this.recorder));
    if (mode === "record" && !label && isReady && !this.pictures.length) this.show(".said", words.no_label);
    else if (this.find(".said").textContent === words.no_label) this.show(".said", this.data.said);
  }

  button(selector, text, isShown, isDisabled = false) {
    const button = this.find(selector);
    this.show(selector, text);
    button.hidden = !isShown;
    button.disabled = isDisabled;
  }

  // Sets a text only if it changes, because screen readers would repeat it.
  show(selector, text) {
    const element = this.find(selector);
    if (element.textContent !== (text || "")) element.textContent = text || "";
  }

  // Returns the current video frame as a JPEG in base64; empty before there is one.
  grab(sidePx, quality) {
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth || !videoHeight) return "";
    const scale = Math.min(1, sidePx / Math.max(videoWidth, videoHeight));
    this.canvas.width = Math.max(1, Math.round(videoWidth * scale));
    this.canvas.height = Math.max(1, Math.round(videoHeight * scale));
    this.canvas.getContext("2d").drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    return this.canvas.toDataURL("image/jpeg", quality).split(",")[1] || "";
  }

  record(count = this.data.max_pictures) {
    if (this.recorder || this.waiting || !this.data.label || this.status !== "ready") return;
    this.isHeld = count === this.data.max_pictures;
    this.pictures = [];
    this.find(".thumbnails").replaceChildren();
    const next = () => {
      const picture = this.grab(FRAME_SIDE_PX, 0.85);
      if (picture) this.keep(picture);
      if (this.pictures.length >= count) this.finish();
    };
    this.recorder = setInterval(next, RECORD_EVERY_MS);
    next();
    this.draw();
  }

  keep(picture) {
    this.pictures.push(picture);
    const image = document.createElement("img");
    image.src = `data:image/jpeg;base64,${picture}`;
    image.alt = `${this.data.words.picture} ${this.pictures.length}`;
    const thumbnails = this.find(".thumbnails");
    thumbnails.append(image);
    thumbnails.scrollTop = thumbnails.scrollHeight;
    this.show(".said", this.data.words.recorded.replace("{count}", this.pictures.length));
  }

  recordSome(seconds) {
    if (this.countdown || this.recorder) {
      if (this.recorder) this.finish();
      return this.cancel();
    }
    if (!seconds) return this.record(SOME);
    let left = seconds;
    this.show(".countdown", String(left));
    this.countdown = setInterval(() => {
      left -= 1;
      this.show(".countdown", left ? String(left) : "");
      if (left) return;
      clearInterval(this.countdown);
      this.countdown = null;
      this.record(SOME);
    }, 1000);
    this.draw();
  }

  cancel() {
    clearInterval(this.countdown);
    clearInterval(this.recorder);
    this.countdown = this.recorder = null;
    this.isHeld = false;
    this.show(".countdown", "");
    this.draw();
  }

  finish() {
    this.cancel();
    if (!this.pictures.length) return;
    this.show(".said", this.data.words.sending.replace("{count}", this.pictures.length));
    this.send("recording", { label: this.data.label, pictures: this.pictures });
    this.pictures = [];
  }

  take() {
    const picture = this.grab(TAKEN_SIDE_PX, 0.92);
    if (picture) this.send("picture", { picture });
  }

  // Sends a message repeatedly until the server acknowledges it, because a rerun of the page may lose it.
  send(event, content) {
    const id = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0"));
    this.waiting = { id: id.join(""), event, content, sent: 0, at: 0 };
    this.deliver();
    this.draw();
  }

  deliver() {
    const waiting = this.waiting;
    if (waiting.sent >= MAX_SENT) {
      this.waiting = null;
      this.show(".said", this.data.words.lost);
      return this.draw();
    }
    waiting.sent += 1;
    waiting.at = Date.now();
    const message = { id: waiting.id, ...waiting.content };
    sendAlone(() => this.component.setTriggerValue(waiting.event, message));
  }

  pause(isPaused) {
    this.isPaused = isPaused;
    if (isPaused) this.video.pause();
    else this.video.play().catch(() => {});
    this.draw();
    this.ask();
  }

  tick() {
    if (this.waiting && Date.now() - this.waiting.at > RESEND_EVERY_MS) this.deliver();
    this.ask();
  }

  // Returns whether the page is running, or the user has just acted. Streamlit handles one message after another,
  // so a frame sent now would delay what the user clicks next.
  isPageBusy(now) {
    const state = this.page && this.page.getAttribute(PAGE_STATE);
    const isBusy = Boolean(state) && state !== "notRunning" && state !== "compilationError";
    if (isBusy) {
      this.busyAt = now;
      this.hasRunSince = true;
    }
    return isBusy || now - this.handAt < HAND_FIRST_MS;
  }

  // Returns whether the last frame will no longer get an answer.
  isFrameLost(now) {
    const patience = this.hasRunSince ? LOST_AFTER_RUN_MS : LOST_MS;
    return now - Math.max(this.frameSentAt, this.busyAt) > patience;
  }

  // Sends the next frame if the last one is answered and shown, and nothing else is in progress.
  ask() {
    const now = performance.now();
    if (this.isClosed || !this.data || this.data.mode !== "live" || this.status !== "ready") return;
    if (this.isPageBusy(now) || this.isPaused || this.waiting || document.hidden) return;
    if (this.isAsking && !this.isFrameLost(now)) return;
    if (now - this.frameSentAt < LIVE_EVERY_MS) return;
    const picture = this.grab(FRAME_SIDE_PX, 0.85);
    if (!picture) return;
    this.isAsking = true;
    this.hasRunSince = false;
    this.frameSentAt = now;
    this.frame += 1;
    sendAlone(() => this.component.setTriggerValue("frame", { number: this.frame, picture }));
  }

  showAnswers(answers) {
    const box = this.find(".answers");
    while (box.children.length > answers.length) box.lastChild.remove();
    answers.forEach((answer, index) => {
      const element = box.children[index] || box.appendChild(emptyAnswer());
      fill(element, ".title", answer.title);
      fill(element, ".headline", answer.headline);
      fill(element, ".line", answer.line);
      element.classList.toggle("sure", answer.sure);
      const bars = element.querySelector(".bars");
      while (bars.children.length > answer.bars.length) bars.lastChild.remove();
      answer.bars.forEach((bar, place) => {
        const row = bars.children[place] || bars.appendChild(emptyBar());
        fill(row, ".label", bar.label);
        fill(row, ".percent", bar.percent);
        row.querySelector(".fill").style.width = `${Math.round(bar.probability * 1000) / 10}%`;
      });
    });
    box.dataset.frame = String(this.frame);
  }
}

function turnOff(stream) {
  for (const track of stream.getTracks()) {
    track.onended = null;
    track.stop();
  }
}

function fill(element, selector, text) {
  const part = element.querySelector(selector);
  if (part.textContent !== text) part.textContent = text;
}

function part(className, ...children) {
  const element = document.createElement("div");
  element.className = className;
  element.append(...children);
  return element;
}

function emptyAnswer() {
  const headline = part("headline");
  headline.setAttribute("aria-live", "polite");
  return part("answer", part("title"), headline, part("line"), part("bars"));
}

function emptyBar() {
  return part("bar", part("label"), part("track", part("fill")), part("percent"));
}
