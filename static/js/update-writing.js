/* Saves a city update as one types. Each save carries the version that this page has seen; where somebody else, or
   another tab, was faster, saving stops and the page says so: what was typed stays in it. Without this script the
   form has its own button. */
"use strict";

const form = document.querySelector("[data-update-form]");
const PAUSE = 1500;
const RETRY = 15000;
// What a browser still sends for a page that is being left.
const MOST_LEFT = 60000;

if (form) {
  const states = form.querySelectorAll("[data-update-state]");
  const version = form.querySelector("[name=seen_version]");
  const summary = form.querySelector("[data-update-summary]");
  const list = form.querySelector("[data-update-gaps]");
  let timer = 0;
  let running = null;
  let dirty = false;
  let stopped = false;
  let failed = false;
  let near = null;

  const tell = (words, isWrong) => {
    for (const state of states) {
      const isHere = state.hasAttribute("data-update-live") || state === near;
      state.hidden = !isHere;
      state.textContent = isHere ? words : "";
      state.classList.toggle("wc-field-error", Boolean(isWrong) && isHere);
    }
  };

  const showGaps = (answer) => {
    summary.textContent = answer.summary;
    list.replaceChildren(
      ...answer.gaps.map((gap) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = gap.place;
        link.textContent = gap.label;
        item.append(link);
        return item;
      }),
    );
  };

  const fields = () => new URLSearchParams(new FormData(form));

  const send = async (keepalive) => {
    dirty = false;
    tell(form.dataset.saving);
    let answer;
    try {
      const sent = await fetch(form.dataset.saveUrl, {
        method: "POST",
        body: fields(),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        redirect: "error",
        keepalive,
      });
      const isRefused = sent.status === 403;
      answer = { status: sent.status, ...(isRefused ? { message: form.dataset.refused } : await sent.json()) };
    } catch {
      dirty = true;
      failed = true;
      tell(form.dataset.failed, true);
      plan(RETRY);
      return;
    }
    failed = answer.status !== 200;
    if (!failed) {
      version.value = String(answer.version);
      tell(answer.message);
      showGaps(answer);
      return;
    }
    // A conflict is not tried again: this page no longer knows what stands there. Any other refusal waits for an edit.
    stopped = answer.status === 409 || answer.status === 403;
    dirty = true;
    tell(answer.message, true);
  };

  const save = async (keepalive = false) => {
    window.clearTimeout(timer);
    if (stopped) {
      return;
    }
    if (running) {
      await running;
      if (!dirty || stopped) {
        return;
      }
    }
    running = send(keepalive);
    await running;
    running = null;
    if (dirty && !stopped && !timer) {
      plan(PAUSE);
    }
  };

  const plan = (pause) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      timer = 0;
      if (dirty) {
        save();
      }
    }, pause);
  };

  const changed = (event) => {
    near = event.target.closest("section")?.querySelector("[data-update-state]") ?? near;
    dirty = true;
    if (!stopped) {
      plan(PAUSE);
    }
  };

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  // What was typed before this script was there.
  const early = [...form.querySelectorAll("textarea, input")].find((one) => one.value !== one.defaultValue);
  if (early) {
    changed({ target: early });
  }
  // Whoever presses a button sends everything: a save that is still under way is waited for, so that it is no conflict.
  form.addEventListener("submit", (event) => {
    window.clearTimeout(timer);
    if (running) {
      event.preventDefault();
      const button = event.submitter;
      running.then(() => {
        running = null;
        form.requestSubmit(button);
      });
      return;
    }
    dirty = false;
    stopped = true;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && dirty && !stopped) {
      save(true);
    }
  });
  // Whoever leaves is asked only where that last save cannot work.
  window.addEventListener("beforeunload", (event) => {
    if (dirty && (stopped || failed || fields().toString().length > MOST_LEFT)) {
      event.preventDefault();
    }
  });
  // A page that the browser kept knows an old version.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      window.location.reload();
    }
  });
}
