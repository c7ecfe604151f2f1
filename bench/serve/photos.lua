-- Posts the photos of a list in turn; wrk reads this. GRAFT_PHOTOS names the list, one path a line.
local bodies, at = {}, 0

function init()
  for path in io.lines(os.getenv("GRAFT_PHOTOS")) do
    local file = assert(io.open(path, "rb"))
    bodies[#bodies + 1] = wrk.format("POST", "/v1/predict?top=1", { ["Content-Type"] = "image/jpeg" }, file:read("*a"))
    file:close()
  end
end

function request()
  at = at % #bodies + 1
  return bodies[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %.3f %d %d %.1f %.1f\n", summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
