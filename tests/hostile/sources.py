"""Source text that is hard to read."""

from tests.hostile.program import HONEST, Program

# "*": what Python's own reader makes of it differs from version to version.
PROGRAMS: dict[str, Program] = {
    "deep parentheses": Program(HONEST + "x = " + "(" * 5000 + ")" * 5000, "invalid"),
    "deep brackets": Program(HONEST + "x = " + "[" * 150 + "]" * 150, "*", "*"),
    "deep unary": Program(HONEST + "x = " + "-" * 40_000 + "1", "invalid"),
    "deep blocks": Program(HONEST + "".join(" " * i + "if 1:\n" for i in range(200)) + " " * 200 + "pass\n", "invalid"),
    "deep functions": Program(HONEST + "x = " + "lambda: " * 5000 + "1", "*", "*"),
    "a long chain": Program(HONEST + "x = a" + ".a" * 20_000, "*", "*"),
    "a long sum": Program(HONEST + "x = 1" + "+1" * 20_000, "*", "*"),
    "a constant to fold": Program(HONEST + "x = 9**9**9**9", "incorrect", "time limit"),
    "text to fold": Program(HONEST + "x = 'x' * 10**9", "incorrect", "memory limit"),
    "a number of many digits": Program(HONEST + "x = " + "9" * 40_000, "*", "*"),
    "many names": Program(HONEST + "".join(f"a{i}=" for i in range(8000)) + "1", "correct"),
    "a nested format": Program(HONEST + "x = f'{f\"{1:{2}}\"}'", "correct"),
    "an encoding that is none": Program("# -*- coding: utf-7 -*-\n" + HONEST, "correct"),
    "an unknown encoding": Program("# -*- coding: nonsense -*-\n" + HONEST, "correct"),
    "a byte order mark": Program("\ufeff" + HONEST, "invalid"),
    "a null byte": Program(HONEST + "\0", "invalid"),
    "half a surrogate": Program(HONEST + "\ud800", "invalid"),
    "letters that look alike": Program(HONEST.replace("double", "d\u043euble"), "invalid"),
    "letters that are made alike": Program(HONEST.replace("double", "\U0001d555ouble"), "*", "*"),
    "text that runs backwards": Program(HONEST + "x = '\u202e'", "correct"),
    "form feeds": Program("\f" + HONEST + "\f", "correct"),
    "no end of line": Program(HONEST.strip() + " \\", "invalid"),
    "escapes without end": Program(HONEST + "x = '" + "\\N{DIGIT ONE}" * 3000 + "'", "correct"),
}
