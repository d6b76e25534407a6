// A toast says what just happened, for 6 s; it waits while pointed at or focused, and offers one way back.
//   toast("Mark deleted from ¶4", { label: "Undo", key: "U", run: restore })
// Errors are not toasts: they stay where they happened.

const LIFE = 6000; // ms
const stack = document.getElementById("toasts");

export function toast(words, action) {
  const element = document.createElement("div");
  element.className = "toast";
  const text = document.createElement("span");
  text.textContent = words;
  element.append(text);
  if (action) element.append(...actionParts(action, () => leave(element)));
  stack.append(element);
  arm(element);
  return () => leave(element);
}

function actionParts({ label, key, run }, done) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  button.textContent = label;
  button.addEventListener("click", () => {
    done();
    run();
  });
  if (!key) return [button];
  button.dataset.key = key.toLowerCase();
  const hint = document.createElement("kbd");
  hint.className = "key key-hint";
  hint.textContent = key;
  hint.ariaHidden = "true";
  return [button, hint];
}

function arm(element) {
  let timer;
  const start = () => {
    timer = setTimeout(leave, LIFE, element);
  };
  const pause = () => clearTimeout(timer);
  element.addEventListener("pointerenter", pause);
  element.addEventListener("focusin", pause);
  element.addEventListener("pointerleave", start);
  element.addEventListener("focusout", start);
  start();
}

function leave(element) {
  element.dataset.leaving = "";
  setTimeout(() => element.remove(), 120);
}

stack.querySelectorAll("[data-toast]").forEach(arm);
