"""Number words, scales and units, as texts write them."""

SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMERALS = {word: n for n, word in enumerate(SMALL)} | {
    word: 10 * n for n, word in enumerate(TENS, 2)
}
SCALES = {
    "k": 3, "thousand": 3, "m": 6, "million": 6, "mn": 6, "b": 9, "billion": 9, "bn": 9,
    "t": 12, "trillion": 12, "tn": 12, "hundred": 2,
}  # fmt: skip
SCALE_WORDS = frozenset(name for name in SCALES if len(name) > 2)
# What a unit measures, and how many of the smallest one it is.
UNITS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("%", "\\%", "percent", "per cent", "percents"), ("%", "1")),
    **dict.fromkeys(("percentage points", "percentage point", "points", "point", "pp", "pts"),
                    ("points", "1")),
    **dict.fromkeys(("×", "\\times", "x", "times", "fold"), ("×", "1")),
    **dict.fromkeys(("ns", "nanoseconds"), ("time", "1e-9")),
    **dict.fromkeys(("ms", "msec", "milliseconds", "millisecond"), ("time", "1e-3")),
    **dict.fromkeys(("s", "sec", "secs", "seconds", "second"), ("time", "1")),
    **dict.fromkeys(("min", "mins", "minutes", "minute"), ("time", "60")),
    **dict.fromkeys(("h", "hr", "hrs", "hours", "hour"), ("time", "3600")),
    **dict.fromkeys(("days", "day"), ("time", "86400")),
    **dict.fromkeys(("weeks", "week"), ("time", "604800")),
    **dict.fromkeys(("months", "month"), ("months", "1")),
    **dict.fromkeys(("years", "year"), ("months", "12")),
    **dict.fromkeys(("kb", "kilobytes"), ("bytes", "1e3")),
    **dict.fromkeys(("mb", "megabytes", "mib"), ("bytes", "1e6")),
    **dict.fromkeys(("gb", "gigabytes", "gib"), ("bytes", "1e9")),
    **dict.fromkeys(("tb", "terabytes", "tib"), ("bytes", "1e12")),
    **dict.fromkeys(("hz",), ("frequency", "1")),
    **dict.fromkeys(("khz",), ("frequency", "1e3")),
    **dict.fromkeys(("mhz",), ("frequency", "1e6")),
    **dict.fromkeys(("ghz",), ("frequency", "1e9")),
    **dict.fromkeys(("gigaflops", "gflops"), ("flops", "1e9")),
    **dict.fromkeys(("teraflops", "tflops"), ("flops", "1e12")),
    **dict.fromkeys(("petaflops", "pflops"), ("flops", "1e15")),
    **dict.fromkeys(("exaflops", "eflops"), ("flops", "1e18")),
    **dict.fromkeys(("mm", "millimeters", "millimetres"), ("length", "1e-3")),
    **dict.fromkeys(("cm", "centimeters", "centimetres"), ("length", "1e-2")),
    **dict.fromkeys(("meters", "metres", "meter", "metre"), ("length", "1")),
    **dict.fromkeys(("km", "kilometers", "kilometres"), ("length", "1e3")),
    **dict.fromkeys(("$", "usd", "dollars", "dollar", "us dollars", "us-dollars"), ("$", "1")),
    **dict.fromkeys(("€", "euros", "euro"), ("€", "1")),
    **dict.fromkeys(("£", "pounds"), ("£", "1")),
    **dict.fromkeys(("bits", "bit"), ("bits", "1")),
    **dict.fromkeys(("db", "decibels", "decibel"), ("dB", "1")),
    **dict.fromkeys(("px", "pixels", "pixel"), ("pixels", "1")),
    **dict.fromkeys(("w", "watts", "watt"), ("power", "1")),
    **dict.fromkeys(("kw", "kilowatts"), ("power", "1e3")),
    **dict.fromkeys(("j", "joules", "joule"), ("energy", "1")),
    **dict.fromkeys(("fps", "frames per second", "frames a second"), ("frames/time", "1")),
    **dict.fromkeys(("frames per minute", "frames a minute"), ("frames/minute", "1")),
}  # fmt: skip
UNIT_WORDS = frozenset(UNITS)
