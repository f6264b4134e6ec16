/* Shows how far long work is, and loads the page anew once its state changes. Without it the page loads itself anew. */
"use strict";

for (const place of document.querySelectorAll("[data-export]")) {
  const bar = place.querySelector("progress");
  const steps = place.querySelector("[data-steps]");
  const ask = async () => {
    try {
      const answer = await fetch(place.dataset.export, { headers: { Accept: "application/json" } });
      const now = answer.redirected || !answer.ok ? {} : await answer.json();
      if (now.state !== place.dataset.state) {
        location.reload();
        return;
      }
      if (now.total > 0) {
        bar.max = now.total;
        bar.value = now.done;
        steps.textContent = now.words;
      }
    } catch {
      // Out of reach for the moment: the next question may find it.
    }
    setTimeout(ask, 2000);
  };
  setTimeout(ask, 2000);
}
