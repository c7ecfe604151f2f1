import { admitted, ask, at, make, percent } from "./frame.js";
import { chart } from "./chart.js";
import { Curves } from "./curves.js";

let stream = null, followed = null, redraw = 0;

/** What a state is called. */
const states = { running: "running", stopped: "stopped", failed: "failed", finished: "finished", killed: "killed" };

async function list() {
  const runs = (await ask("v1/runs")).runs;
  at("about").textContent = runs.length === 0 ? "No run here yet. Start the server with --runs DIR, and train into that folder." : `${runs.length} ${runs.length === 1 ? "run" : "runs"}, the newest first`;
  at("list").replaceChildren(...runs.map(run => {
    const link = make("a", { href: `#${encodeURIComponent(run.name)}` },
      make("span", { className: "name" }, run.name),
      make("span", { className: `badge ${run.state}` }, states[run.state]),
      make("span", { className: "when soft small" }, `${new Date(run.started).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })}${run.bestTop1 == null ? "" : ` · ${percent(run.bestTop1)}`}`));
    if (run.name === followed) link.setAttribute("aria-current", "true");
    return make("li", {}, link);
  }));
  return runs;
}

/** Shows a run and follows its log; the browser goes on by itself where a connection was cut, from the last event it had. */
function follow(run) {
  stream?.close();
  followed = run.name;
  let curves = new Curves();
  at("detail").hidden = false;
  at("name").textContent = run.name;
  at("command").textContent = run.command;
  document.title = `${run.name} · Graft`;
  facts(run, curves);
  for (const link of at("list").querySelectorAll("a")) {
    if (decodeURIComponent(link.hash.slice(1)) === run.name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const address = `v1/runs/${encodeURIComponent(run.name)}`;
  report(run, address);
  stream = new EventSource(`${address}/events`);
  stream.addEventListener("log", event => { curves.add(event.data); later(run, () => curves); });
  stream.addEventListener("restart", () => { curves = new Curves(); });
  stream.addEventListener("end", async () => {
    stream.close();
    Object.assign(run, await ask(address));
    facts(run, curves);
    report(run, address);
    await list();
  });
}

/** Many events come at once; they are drawn together. */
function later(run, curves) {
  cancelAnimationFrame(redraw);
  redraw = requestAnimationFrame(() => { if (run.name === followed) { facts(run, curves()); plot(curves()); } });
}

function facts(run, curves) {
  const state = at("state");
  state.textContent = states[run.state];
  state.className = `badge ${run.state}`;
  const rows = [
    ["Best, held out", curves.best ? percent(curves.best.top1) : run.bestTop1 == null ? null : percent(run.bestTop1)],
    ["95 % interval", curves.best ? `${Math.round(100 * curves.best.low)}–${Math.round(100 * curves.best.high)} %` : null],
    ["Network", curves.start?.model],
    ["Classes", curves.start?.classes],
    ["Pictures", curves.start && `${curves.start.trainingImages.toLocaleString()} + ${curves.start.validationImages.toLocaleString()}`],
    ["Step", curves.step && `${curves.step}${curves.start?.totalSteps ? ` of ${curves.start.totalSteps}` : ""}`],
    ["Time left", run.state === "running" && curves.left() != null ? `${duration(curves.left())}` : null],
    ["Took", curves.end && duration(curves.end.seconds)],
  ];
  at("numbers").replaceChildren(...rows.filter(row => row[1] != null && row[1] !== "" && row[1] !== false).map(row => make("div", {}, make("dt", {}, row[0]), make("dd", {}, String(row[1])))));
  const share = curves.start?.totalSteps ? curves.step / curves.start.totalSteps : 0;
  at("progress").hidden = run.state !== "running" || !share;
  at("progress").firstElementChild.style.width = `${100 * share}%`;
  at("notes").textContent = curves.warnings.at(-1) ?? "";
}

function plot(curves) {
  chart(at("accuracy"), [{ name: "top 1", points: curves.accuracy, band: curves.interval, dots: true }], { text: percent });
  chart(at("loss"), [{ name: "held out", points: curves.heldOut, dots: true }, { name: "training", points: curves.loss }], { zero: true });
  chart(at("rate"), [{ name: "rate", points: curves.rate }], { zero: true });
  chart(at("speed"), [{ name: "pictures a second", points: curves.speed }], { zero: true });
}

function report(run, address) {
  at("report-card").hidden = !run.hasReport;
  if (run.hasReport && at("report").dataset.run !== run.name) {
    at("report").dataset.run = run.name;
    at("report").src = `${address}/report`;
    at("report-link").href = `${address}/report`;
  }
}

function duration(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours} h ${minutes} min` : minutes > 0 ? `${minutes} min ${Math.round(seconds % 60)} s` : `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

async function go() {
  const runs = await list();
  const wanted = decodeURIComponent(location.hash.slice(1));
  const run = runs.find(each => each.name === wanted) ?? runs[0];
  if (run && run.name !== followed) follow(run);
}

try {
  await admitted();
  await go();
  addEventListener("hashchange", go);
  setInterval(() => { if (!document.hidden) list().catch(() => { at("about").textContent = "The server does not answer."; }); }, 5000);
} catch (error) {
  at("about").textContent = error.message;
}
