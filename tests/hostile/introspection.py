"""Looking for the reference, the tests and the worker: environment, modules, frames, objects, memory."""

from tests.hostile.program import Program, refused

WANTED = "wanted = 'SECRET' + '-REFERENCE'\n"
PROGRAMS: dict[str, Program] = {
    "reads the environment": refused(
        "assert any('SECRET' in k + v or 'DJANGO' in k or 'REDIS' in k for k, v in os.environ.items())"
    ),
    "reads the environment by libc": refused(
        "libc = ctypes.CDLL(None)\nlibc.getenv.restype = ctypes.c_char_p\nassert libc.getenv(b'NABLA_MARK')"
    ),
    "reads a parent's environment": refused("open(f'/proc/{os.getppid()}/environ', 'rb').read()"),
    "reads the first process's memory": refused("open('/proc/1/mem', 'rb').read(1)"),
    "reads a parent's memory": refused("open(f'/proc/{os.getppid()}/mem', 'rb').read(1)"),
    "reads memory by a system call": refused(
        "b = ctypes.create_string_buffer(8)\nv = (ctypes.c_size_t * 2)(ctypes.addressof(b), 8)\n"
        "assert ctypes.CDLL(None).process_vm_readv(os.getppid(), v, 1, v, 1, 0) >= 0"
    ),
    "takes a descriptor of its parent": refused(
        "fd = ctypes.CDLL(None).syscall(434, os.getppid(), 0)\nassert ctypes.CDLL(None).syscall(438, fd, 3, 0) >= 0"
    ),
    "finds the reference in modules": refused("assert 'reference' in sys.modules or 'tests' in sys.modules"),
    "finds the reference in all modules": refused(
        WANTED + "assert any(v is not wanted and isinstance(v, str) and wanted in v\n"
        "           for m in list(sys.modules.values()) for v in list(vars(m).values()) if m.__name__ != 'answer')"
    ),
    "finds the reference in frames": refused(
        WANTED + "f, seen = sys._getframe(1), ''\nwhile f:\n    seen += repr(f.f_locals)\n    f = f.f_back\n"
        "assert wanted in seen"
    ),
    "finds the reference by inspect": refused(
        WANTED + "import inspect\nassert any(wanted in str(i.frame.f_locals) for i in inspect.stack()[1:])"
    ),
    "finds the reference in a traceback": refused(
        WANTED + "try: 1 / 0\nexcept ZeroDivisionError as e:\n    f, seen = e.__traceback__.tb_frame.f_back, ''\n"
        "    while f:\n        seen += repr(f.f_globals.keys())\n        f = f.f_back\n    assert 'reference' in seen"
    ),
    "finds the reference among objects": refused(
        "import gc\nwanted = 'SECRET' + '-REFERENCE'\n"
        "texts = [v for o in gc.get_objects() if isinstance(o, dict) for v in list(o.values()) if isinstance(v, str)]\n"
        "assert any(wanted in text for text in texts if text is not wanted)"
    ),
    "finds tests among functions": refused(
        "import gc, types\nassert any(isinstance(o, types.FunctionType) and o.__code__.co_filename in ('tests.py', "
        "'reference.py') for o in gc.get_objects())"
    ),
    "finds the source in linecache": refused(
        "import linecache\nassert any(n in linecache.cache for n in ('tests.py', 'reference.py'))"
    ),
    "imports the course": refused("import courseware.models"),
    "imports Django": refused("import exercises.models"),
    "finds another's answer": refused(
        "import gc\nassert sum('def double' in str(v) for o in gc.get_objects() if type(o) is dict\n"
        "           for v in list(o.values()) if type(v) is str) > 2"
    ),
    "finds a trace of the last submission": refused(
        "import builtins, numpy\nfound = getattr(numpy, 'left', None) or getattr(builtins, 'left', None)\n"
        "numpy.left = builtins.left = True\nassert found"
    ),
}
