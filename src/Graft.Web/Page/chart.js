import { draw, make } from "./frame.js";

const [width, height, left, right, top, bottom] = [420, 220, 48, 12, 12, 28];

/**
 * Draws lines over one axis.
 * series: [{name, points: [[x, y], ...], band: [[x, low, high], ...], dots}], at most two; text(y) writes a value.
 */
export function chart(place, series, { text = short, xText = short, zero = false, xName = "epoch" } = {}) {
  const filled = series.filter(each => each.points.length > 0);
  if (filled.length === 0) {
    place.replaceChildren(make("p", { className: "none" }, "Nothing measured yet"));
    return;
  }
  const xs = filled.flatMap(each => each.points.map(point => point[0]));
  const ys = filled.flatMap(each => [...each.points.map(point => point[1]), ...(each.band ?? []).flatMap(row => row.slice(1))]).filter(Number.isFinite);
  const [x0, x1] = spread(Math.min(...xs), Math.max(...xs), 0, 0.5), [y0, y1] = spread(zero ? 0 : Math.min(...ys), Math.max(...ys), 0.06);
  const x = value => left + (width - left - right) * (value - x0) / (x1 - x0);
  const y = value => height - bottom - (height - top - bottom) * (value - y0) / (y1 - y0);
  const said = filled.map(each => `${each.name} ${text(each.points.at(-1)[1])}`).join(", ");
  const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `Last: ${said}` });
  for (const value of steps(y0, y1, 4)) {
    svg.append(draw("line", { class: "grid", x1: left, x2: width - right, y1: y(value), y2: y(value) }), draw("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, text(value)));
  }
  for (const value of steps(x0, x1, 5).filter(value => x(value) < width - right - 44)) svg.append(draw("text", { x: x(value), y: height - 10, "text-anchor": "middle" }, xText(value)));
  svg.append(draw("text", { x: width - right, y: height - 10, "text-anchor": "end" }, xName));
  filled.forEach(each => {
    const kind = series.indexOf(each) === 0 ? "first" : "second";
    if (each.band?.length > 1) {
      svg.append(draw("path", { class: "band", d: `M${each.band.map(row => `${x(row[0])},${y(row[2])}`).join("L")}L${each.band.toReversed().map(row => `${x(row[0])},${y(row[1])}`).join("L")}Z` }));
    }
    svg.append(draw("path", { class: kind, d: `M${thin(each.points.filter(point => Number.isFinite(point[1]))).map(point => `${x(point[0]).toFixed(1)},${y(point[1]).toFixed(1)}`).join("L")}` }));
    if (each.dots) for (const point of each.points) svg.append(draw("circle", { class: "dot", cx: x(point[0]), cy: y(point[1]), r: 3 }));
  });
  if (series.length > 1) {
    filled.forEach((each, index) => {
      const kind = series.indexOf(each) === 0 ? "key-first" : "key-second", across = left + 8 + index * 130;
      svg.append(draw("rect", { class: kind, x: across, y: top, width: 10, height: 10, rx: 3 }), draw("text", { x: across + 15, y: top + 9 }, each.name));
    });
  }
  place.replaceChildren(svg);
}

function spread(low, high, margin = 0, least = 1e-6) {
  if (!Number.isFinite(low)) return [0, 1];
  if (low === high) return [low - Math.max(Math.abs(low) * 0.1, least), high + Math.max(Math.abs(high) * 0.1, least)];
  return [low - (high - low) * margin, high + (high - low) * margin];
}

/** Round values between two, about so many. */
function steps(low, high, about) {
  const raw = (high - low) / about, power = 10 ** Math.floor(Math.log10(raw)), step = [1, 2, 5, 10].find(each => each * power >= raw) * power;
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) found.push(Math.abs(value) < step / 1e6 ? 0 : value);
  return found;
}

/** No more points than can be told apart. */
function thin(points) {
  const every = Math.ceil(points.length / 600);
  return points.filter((_, index) => index % every === 0 || index === points.length - 1);
}

export function short(value) {
  const size = Math.abs(value);
  return size === 0 ? "0" : size >= 1e6 ? `${+(value / 1e6).toPrecision(3)} M` : size >= 1000 ? `${+(value / 1000).toPrecision(3)} k` : size >= 0.001 ? String(+value.toPrecision(3)) : value.toExponential(0);
}
