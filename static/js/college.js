// Enhancements only: every page of the college works without this file.

// The design system's script is asked for only where a page has a part that it makes better.
const parts = document.querySelectorAll("[data-module^='nhsuk-']");
const address = document.currentScript.dataset.designSystem;

document.documentElement.classList.add("has-script");

if (parts.length && "noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
  import(address).then(({ initAll }) => initAll());
}

// Leaving in a hurry: the page goes blank at once and the Back button does not bring it back.
const exit = document.querySelector("[data-quick-exit]");

function leave(event) {
  event.preventDefault();
  document.title = " ";
  document.body.hidden = true;
  window.location.replace(exit.href);
}

if (exit) {
  let presses = 0;
  let last = 0;
  exit.addEventListener("click", leave);
  // Shift three times, as other public services have it.
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = 0;
      return;
    }
    presses = event.timeStamp - last < 1500 ? presses + 1 : 1;
    last = event.timeStamp;
    if (presses === 3) leave(event);
  });
}

// A page to keep: the browser's own print window, where there is one.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
