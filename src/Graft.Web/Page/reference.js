import { ask, at, make } from "./frame.js";

const document_ = await ask("openapi.json");
at("about").textContent = document_.info.description;

const resolve = part => part?.$ref ? part.$ref.slice(2).split("/").reduce((inside, name) => inside[name], document_) : part;

function table(head, rows) {
  return make("table", {}, make("thead", {}, make("tr", {}, ...head.map(name => make("th", { scope: "col" }, name)))), make("tbody", {}, ...rows.map(row => make("tr", {}, ...row.map((cell, index) => make("td", {}, index === 0 ? make("code", {}, cell) : cell))))));
}

/** The members of a schema, those of its members with a dotted name. */
function members(schema, before = "", depth = 0) {
  const whole = resolve(schema);
  return Object.entries(whole.properties ?? {}).flatMap(([name, member]) => {
    const inner = resolve(member), list = inner.type === "array", item = list ? resolve(inner.items) : inner;
    const title = `${before}${name}${list ? "[]" : ""}`;
    const row = [title, `${[item.type].flat().join(" or ") || "any"}. ${member.description ?? inner.description ?? ""}`];
    return item.properties && depth < 3 ? [row, ...members(item, `${title}.`, depth + 1)] : [row];
  });
}

for (const [path, methods] of Object.entries(document_.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    const body = make("div", { className: "body" });
    if (operation.description) body.append(make("p", {}, operation.description));
    if (operation.parameters) body.append(make("h3", {}, "Parameters"), table(["Name", "What"], operation.parameters.map(resolve).map(each => [each.name, `${each.in}. ${each.description}`])));
    for (const [type, content] of Object.entries(operation.requestBody?.content ?? {})) body.append(make("p", {}, make("code", {}, type), ` ${content.schema?.description ?? ""}`));
    body.append(make("h3", {}, "Answers"), table(["Status", "What"], Object.entries(operation.responses).map(([status, answer]) => [status, resolve(answer).description])));
    const schema = operation.responses["200"]?.content?.["application/json"]?.schema;
    if (schema) body.append(make("h3", {}, "The answer's JSON"), table(["Member", "What"], members(schema)));
    at("operations").append(make("details", { className: "card" }, make("summary", {}, make("span", { className: "method" }, method.toUpperCase()), make("code", {}, path), make("span", { className: "soft" }, operation.summary)), body));
  }
}
