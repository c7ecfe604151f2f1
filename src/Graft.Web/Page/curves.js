/** What a run's log says so far, as points to draw. */
export class Curves {
  accuracy = [];
  interval = [];
  heldOut = [];
  loss = [];
  rate = [];
  speed = [];
  warnings = [];
  start = null;
  best = null;
  end = null;
  step = 0;
  #clock = [];

  /** Takes one line of the log; what it does not know it passes over. */
  add(line) {
    let event;
    try {
      event = JSON.parse(line);
    } catch {
      return;
    }
    const number = value => typeof value === "number" ? value : NaN; // A loss that is no number is written as text.
    this.step = Math.max(this.step, event.step ?? 0);
    switch (event.event) {
      case "started":
        this.start = event;
        this.#clock = [];
        this.end = null;
        break;
      case "planned": // A budget of time makes the run longer or shorter while it goes.
        if (this.start && event.totalSteps) this.start = { ...this.start, totalSteps: event.totalSteps };
        break;
      case "step":
        this.loss.push([event.epoch, number(event.loss)]);
        this.rate.push([event.epoch, number(event.rate)]);
        this.speed.push([event.epoch, number(event.imagesPerSecond)]);
        this.#clock.push([Date.parse(event.time), event.step]);
        break;
      case "evaluated":
        this.accuracy.push([event.epoch, event.top1]);
        this.interval.push([event.epoch, event.low, event.high]);
        this.heldOut.push([event.epoch, number(event.loss)]);
        if (event.isBest || !this.best) this.best = event;
        break;
      case "warning":
        this.warnings.push(event.message);
        break;
      case "ended":
        this.end = event;
        break;
    }
  }

  /** Seconds that the run still needs at the pace of its last steps; null where nobody knows. */
  left() {
    const [first, last] = [this.#clock.at(-40) ?? this.#clock[0], this.#clock.at(-1)];
    return !this.start?.totalSteps || !first || last[1] <= first[1] ? null : (last[0] - first[0]) / 1000 / (last[1] - first[1]) * Math.max(0, this.start.totalSteps - last[1]);
  }
}
