// Says when the page is no longer told what happens. All else is the server's, and htmx'.
(function () {
  "use strict";
  const PATIENCE = 2000; // a stream that only begins anew is there again by then
  const SILENCE = 25000; // Headgate says something every 10 s, be it that nothing has changed
  let heard = new Date();
  let missed;
  let listens = false;
  const banner = () => document.getElementById("offline");
  const time = () => document.getElementById("since");

  const hears = () => {
    heard = new Date();
    clearTimeout(missed);
    missed = undefined;
    banner().hidden = true;
  };
  const tell = () => {
    time().textContent = heard.toISOString().slice(11, 19);
    time().dateTime = heard.toISOString();
    banner().hidden = false;
  };
  const lost = () => {
    missed = missed || setTimeout(tell, PATIENCE);
  };
  document.addEventListener("htmx:sseOpen", (event) => {
    listens = true;
    event.detail.source.addEventListener("alive", hears);
    hears();
  });
  document.addEventListener("htmx:sseMessage", hears);
  document.addEventListener("htmx:sseClose", () => {
    listens = false; // there is no more to hear
  });
  document.addEventListener("htmx:sseError", lost);
  document.addEventListener("htmx:sendError", lost);
  setInterval(() => {
    if (listens && new Date() - heard > SILENCE) {
      tell(); // a host that is gone closes nothing
    }
  }, 1000);
})();
