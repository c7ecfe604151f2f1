import { admitted, ask, at, draw, make, percent } from "./frame.js";
import { snippet } from "./snippets.js";

const [stage, photo, heat, answer] = [at("stage"), at("photo"), at("heat"), at("answer")];
let models = [], model = null, current = 0, language = "curl", shown = null;

/** Shows a picture and asks what it shows. */
async function name(blob, title) {
  const mine = ++current;
  shown = { blob, title };
  URL.revokeObjectURL(photo.src);
  photo.src = URL.createObjectURL(blob);
  photo.alt = title ? `The picture ${title}` : "The picture you chose";
  heat.hidden = true;
  at("drop").hidden = true;
  at("shown").hidden = false;
  answer.classList.add("busy");
  answer.setAttribute("aria-busy", "true");
  const begun = performance.now();
  try {
    const asked = await ask(`v1/models/${model.name}/predict?top=5&heatmap=true`, { method: "POST", body: blob, headers: { "Content-Type": blob.type || "application/octet-stream" } });
    if (mine === current) show(asked.pictures[0], performance.now() - begun);
  } catch (error) {
    if (mine === current) refuse(error);
  } finally {
    if (mine === current) {
      answer.classList.remove("busy");
      answer.removeAttribute("aria-busy");
    }
  }
  tellCode();
}

function show(picture, milliseconds) {
  const rows = picture.predictions.map(row => make("li", {},
    make("span", { className: "name" }, words(row.label)),
    make("span", { className: "share" }, percent(row.probability)),
    make("span", { className: "track" }, bar(row.probability))));
  const inside = [make("h2", { className: "best" }, words(picture.predictions[0].label)), make("ol", {}, ...rows)];
  if (picture.unfamiliar?.percentile >= 0.95) {
    inside.splice(1, 0, make("p", { className: "note" }, `Careful: this is stranger than ${Math.floor(100 * picture.unfamiliar.percentile)} % of the pictures the model was tested with, so the probabilities may mean little.`));
  }
  inside.push(make("p", { className: "soft small" }, `${Math.round(milliseconds)} ms${picture.heatMap ? `, heat map by ${picture.heatMap.method}` : ""}`));
  answer.replaceChildren(...inside);
  if (picture.heatMap) {
    heat.src = picture.heatMap.picture;
    heat.alt = `The same picture; what speaks for ${words(picture.heatMap.class)} is coloured`;
    heat.hidden = !at("heat-on").checked;
    at("heat-on").onchange = event => { heat.hidden = !event.target.checked; };
  }
}

function refuse(error) {
  answer.replaceChildren(make("h2", {}, "No answer"), make("p", { className: "note bad", role: "alert" }, error.message));
}

function bar(share) {
  return draw("svg", { viewBox: "0 0 100 1", preserveAspectRatio: "none", "aria-hidden": "true" }, draw("rect", { width: Math.max(0.5, 100 * share), height: 1 }));
}

/** A class's name for people. */
const words = label => label.replaceAll("_", " ");

function begin() {
  shown = null;
  current++;
  at("drop").hidden = false;
  at("shown").hidden = true;
  answer.replaceChildren(make("p", { className: "waiting" }, "The likeliest five stand here as soon as there is a picture."));
  tellCode();
}

async function take(files) {
  for (const file of [...files].filter(file => file.size > 0).slice(0, 1)) await name(file, file.name);
}

function tellCode() {
  at("code").textContent = snippet(language, { address: new URL(".", location.href).href, model: models.length > 1 ? model?.name : null, file: shown?.title ?? "photo.jpg" });
}

function choose(index) {
  model = models[index];
  const [size, classes] = [`${model.input.width} × ${model.input.height} pixels`, model.labels.length > 0 ? `${model.classes} classes: ${model.labels.slice(0, 6).map(words).join(", ")}${model.classes > 6 ? ", …" : ""}` : `${model.classes} classes`];
  at("about").textContent = `${model.name} looks at ${size} and knows ${classes}`;
  if (shown) name(shown.blob, shown.title);
  else begin();
  showSamples();
}

async function showSamples() {
  const all = (await ask("page/samples")).samples;
  const known = all.filter(sample => model.labels.includes(sample.name));
  at("drawn").textContent = known.length > 0 ? "Drawn by Graft." : "Drawn by Graft. This model was not taught them, so its answers say little.";
  const chosen = (known.length > 0 ? known : all.filter((_, index) => index % 3 === 0)).slice(0, 10);
  at("samples").replaceChildren(...chosen.map((sample, index) => {
    const address = `page/samples/${sample.name}/${index % 4}.jpg`;
    const button = make("button", { type: "button", title: sample.label, onclick: async () => name(await (await fetch(address)).blob(), `${sample.name}.jpg`) }, make("img", { src: address, alt: sample.label, width: 112, height: 112 }));
    return make("li", {}, button);
  }));
}

function listen() {
  at("shoot").hidden = !matchMedia("(pointer: coarse)").matches; // Elsewhere the two buttons would do the same.
  at("choose").onclick = () => at("file").click();
  at("shoot").onclick = () => at("camera").click();
  for (const input of [at("file"), at("camera")]) input.onchange = () => { take(input.files); input.value = ""; };
  at("another").onclick = () => { begin(); at("choose").focus(); };
  addEventListener("paste", event => { if (event.clipboardData.files.length > 0) { event.preventDefault(); take(event.clipboardData.files); } });
  let depth = 0;
  addEventListener("dragenter", event => { event.preventDefault(); depth++; stage.classList.add("over"); });
  addEventListener("dragover", event => event.preventDefault());
  addEventListener("dragleave", () => { if (--depth <= 0) stage.classList.remove("over"); });
  addEventListener("drop", event => { event.preventDefault(); depth = 0; stage.classList.remove("over"); take(event.dataTransfer.files); });
  const tabs = [at("tab-curl"), at("tab-csharp")];
  const select = tab => {
    for (const each of tabs) {
      each.ariaSelected = String(each === tab);
      each.tabIndex = each === tab ? 0 : -1;
    }
    language = tab.id.slice("tab-".length);
    at("code").setAttribute("aria-labelledby", tab.id);
    tellCode();
  };
  for (const tab of tabs) {
    tab.onclick = () => select(tab);
    tab.onkeydown = event => {
      if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
        const other = tabs[1 - tabs.indexOf(tab)];
        select(other);
        other.focus();
      }
    };
  }
  at("copy").onclick = async () => {
    try {
      await navigator.clipboard.writeText(at("code").textContent);
      at("copy").textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(at("code"));
      at("copy").textContent = "Selected";
    }
    setTimeout(() => { at("copy").textContent = "Copy"; }, 1500);
  };
}

listen();
begin();
try {
  await admitted();
  models = (await ask("v1/models")).models;
  if (models.length === 0) {
    at("about").textContent = "This server serves no model, only runs.";
    location.replace("runs.html");
  } else {
    at("model").replaceChildren(...models.map((each, index) => make("option", { value: index }, each.name)));
    at("models").hidden = models.length < 2;
    at("model").onchange = event => choose(Number(event.target.value));
    choose(0);
  }
} catch (error) {
  refuse(error);
}
