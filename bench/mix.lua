-- Sends the requests of a file (argument 1), each "METHOD<tab>path<tab>cookie<tab>body", in order, over and over.
-- "@" in a body becomes a number that no other request has.
local requests, bodies, place, number, host = {}, {}, 0, 0, nil
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads * 100000000)
end

function init(args)
  for line in io.lines(args[1]) do
    local method, path, cookie, body = line:match("^(.-)\t(.-)\t(.-)\t(.*)$")
    -- As every browser says it.
    local headers = { ["Host"] = wrk.host .. ":" .. wrk.port, ["Accept-Encoding"] = "gzip, deflate, br" }
    if cookie ~= "" then headers["Cookie"] = cookie end
    if method == "POST" then headers["Content-Type"] = "application/x-www-form-urlencoded" end
    requests[#requests + 1] = { method, path, headers, body }
    if method == "GET" then requests[#requests][5] = wrk.format(method, path, headers) end
  end
  number = wrk.thread:get("number")
  place = (number / 100000000 * 7919) % #requests
end

function request()
  place = place % #requests + 1
  local each = requests[place]
  if each[5] then return each[5] end
  number = number + 1
  return wrk.format(each[1], each[2], each[3], (each[4]:gsub("@", tostring(number))))
end
