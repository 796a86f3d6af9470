"""Matplotlib, drawn with once, before any process is forked that draws with it."""

import importlib
import importlib.util
import logging
import os
import warnings
from pathlib import Path
from typing import Any, Final

from grading.sandbox.learner import plotting

# The folder of settings and caches, which behind the walls nobody has: nothing is there, and nothing gets there.
NOWHERE: Final = "/nowhere"


def prepare() -> None:
    """Import Matplotlib without a home folder, and draw once: fonts and formulas are known to every fork then."""
    found = importlib.util.find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    os.environ["MPLBACKEND"] = "agg"
    # Without it the library looks for a folder of its own, and gives up where it can make none.
    os.environ["MATPLOTLIBRC"] = str(Path(found.origin).parent / "mpl-data" / "matplotlibrc")
    library: Any = importlib.import_module("matplotlib")
    library.get_cachedir = library.get_configdir = lambda: NOWHERE
    # It says that its list of fonts cannot be kept: it is, by every fork.
    fonts = logging.getLogger("matplotlib.font_manager")
    fonts.setLevel(logging.ERROR)
    pyplot: Any = importlib.import_module("matplotlib.pyplot")
    fonts.setLevel(logging.NOTSET)
    # The same on every machine, and none that the walls would hide.
    known: Any = importlib.import_module("matplotlib.font_manager").fontManager
    known.ttflist = [font for font in known.ttflist if font.fname.startswith(library.get_data_path())]
    # `plt.show()` at the end of a program is right: its figures are shown.
    warnings.filterwarnings("ignore", message=".*is non-interactive, and thus cannot be shown")
    figure, axes = pyplot.subplots()
    axes.plot([0, 1], [0, 1], label="$x^2$")
    axes.legend()
    plotting.png_of(figure)
    pyplot.close("all")


prepare()
