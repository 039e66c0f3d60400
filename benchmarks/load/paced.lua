-- Each connection asks, reads the answer and pauses for the milliseconds in PAUSE, so that the rate does not follow the proxy's speed.
local pause = tonumber(os.getenv("PAUSE"))

function delay()
    return pause + math.random(0, 1)
end
