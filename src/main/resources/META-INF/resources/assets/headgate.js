// Says when the page is no longer told what happens. All else is the server's, and htmx'.
(function () {
  "use strict";
  const PATIENCE = 2000; // a stream that only begins anew is there again by then
  let heard = new Date();
  let missed;
  const banner = () => document.getElementById("offline");
  const time = () => document.getElementById("since");

  document.addEventListener("htmx:sseOpen", () => {
    heard = new Date();
    clearTimeout(missed);
    missed = undefined;
    banner().hidden = true;
  });
  document.addEventListener("htmx:sseMessage", () => {
    heard = new Date();
  });
  const tell = () => {
    time().textContent = heard.toISOString().slice(11, 19);
    time().dateTime = heard.toISOString();
    banner().hidden = false;
  };
  const lost = () => {
    missed = missed || setTimeout(tell, PATIENCE);
  };
  document.addEventListener("htmx:sseError", lost);
  document.addEventListener("htmx:sendError", lost);
})();
