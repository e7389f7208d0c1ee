// After htmx has replaced a part of the page: where focus goes, and what is said aloud.
// A request that fails leaves everything as it was, with a sentence above the form.

const fail = (form) => {
  const template = document.querySelector("template[data-carnet-not-sent]");
  if (!form?.isConnected || !template) return;
  form.querySelector("[data-carnet-notice]")?.remove();
  form.prepend(template.content.cloneNode(true));
  const notice = form.querySelector("[data-carnet-notice]");
  notice.tabIndex = -1;
  notice.focus();
};

const say = (sentence) => {
  const live = document.querySelector("[data-carnet-live]");
  if (!live) return;
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = sentence; });
};

// The frame around the page (language, tabs) is only right when it is the same frame.
const sameFrame = (html) => {
  const lang = html.match(/<html[^>]*\slang="([^"]*)"/i)?.[1];
  return lang === document.documentElement.lang
    && html.includes('id="tabs"') === Boolean(document.getElementById("tabs"));
};

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  const main = tasks.find((task) => task.type === "main");
  if (ctx.response?.raw.status >= 400 && ctx.target.id !== "main") {
    // A part that is refused has a page that says why: a part of this one cannot.
    event.preventDefault();
    ctx.status = "left";
    location.assign(ctx.sourceElement.href);
  } else if (!main?.fragment.querySelector("*")) {
    event.preventDefault();
    ctx.status = "kept";
    fail(ctx.sourceElement);
  } else if (ctx.response?.raw.redirected && !sameFrame(ctx.text)) {
    event.preventDefault();
    ctx.status = "left";
    location.assign(ctx.response.raw.url);
  }
});

document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx && !event.detail.ctx.response) fail(event.detail.ctx.sourceElement);
});

// A refused form keeps the address of the page that was open: its own address cannot be opened.
document.addEventListener("htmx:before:history:update", (event) => {
  const { response, sourceElement, history: update } = event.detail;
  if (sourceElement.localName !== "form") return;
  const here = location.pathname + location.search;
  if (!response?.raw.redirected || update.path === here) event.preventDefault();
});

document.addEventListener("htmx:finally:swap", (event) => {
  if (event.detail.ctx.status !== "response received") return;
  const main = document.getElementById("main");
  const wrong = main?.querySelector("[data-carnet-errors]");
  const place = wrong ?? main?.querySelector("h1") ?? main;
  if (!place) return;
  place.tabIndex = -1;
  place.focus();
  const notice = main.querySelector("[data-carnet-notice]");
  if (!wrong) say(notice ? notice.textContent.trim() : document.title);
});

// A page that arrives with errors, without htmx, begins there too.
document.querySelector("[data-carnet-errors]")?.focus();
