"""Files: reading what is not ours, leaving what stays."""

from tests.hostile.program import LEFT, Program, refused

PROGRAMS: dict[str, Program] = {
    "reads the password file": refused("open('/etc/shadow').read()"),
    "reads the list of users": refused("open('/etc/passwd').read()"),
    "reads the host's name": refused("open('/etc/hostname').read()"),
    "reads the exercises": refused("os.listdir('exercises/library')"),
    "reads the site's settings": refused(
        "import grading\nopen(os.path.join(os.path.dirname(os.path.dirname(grading.__path__[0])), 'manage.py')).read()"
    ),
    "walks up from a package": refused("import grading\nassert os.listdir(grading.__path__[0] + '/../courseware')"),
    "goes through a link of the tree": refused("open('/lib/../etc/shadow').read()"),
    "reads its own memory map": refused("open('/proc/self/maps').read()"),
    "reads its command line": refused("open('/proc/self/cmdline').read()"),
    "lists descriptors": refused("os.listdir('/proc/self/fd')"),
    "reads the kernel's log": refused("open('/dev/kmsg').read(1)"),
    "reads physical memory": refused("open('/dev/mem', 'rb').read(1)"),
    "reads cgroups": refused("os.listdir('/sys/fs/cgroup')"),
    "looks into the home folder": refused(
        # The way to an interpreter that lies there may be seen, and nothing beside it.
        "assert '.bashrc' in os.listdir('/root') or '.profile' in os.listdir('/root')"
    ),
    "opens by handle": refused("assert ctypes.CDLL(None).open_by_handle_at(-100, None, 0) >= 0"),
    "writes a file": refused(f"open('{LEFT}', 'w').write('x')"),
    "writes a large file": refused(f"open('{LEFT}', 'wb').write(bytes(10**9))"),
    "makes many files": refused(f"for i in range(10**5): os.close(os.open(f'{LEFT}{{i}}', os.O_CREAT | os.O_WRONLY))"),
    "makes an unnamed file": refused("os.open('/tmp', os.O_TMPFILE | os.O_RDWR)"),
    "makes many folders": refused(f"for i in range(10**5): os.mkdir(f'{LEFT}{{i}}')"),
    "makes a link": refused(f"os.symlink('/etc', '{LEFT}')"),
    "makes a hard link": refused(f"os.link('/etc/passwd', '{LEFT}')"),
    "makes a pipe with a name": refused(f"os.mkfifo('{LEFT}')"),
    "makes a device": refused(f"os.mknod('{LEFT}', 0o60666, 0x800)"),
    "moves a file": refused(f"import grading.sandbox.channel as s; os.rename(s.__file__, '{LEFT}')"),
    "deletes the judge": refused("import grading.sandbox.channel as s; os.unlink(s.__file__)"),
    "writes into the judge": refused("import grading.sandbox.channel as s; open(s.__file__, 'a').write('# x')"),
    "writes into NumPy": refused("import numpy; open(numpy.__file__, 'a').write('# x')"),
    "leaves byte code": refused("import numpy; os.mkdir(os.path.dirname(numpy.__file__) + '/__pycache__/x')"),
    "changes permissions": refused("import numpy; os.chmod(numpy.__file__, 0o777)"),
    "changes times": refused("import numpy; os.utime(numpy.__file__)"),
    "truncates": refused("import numpy; os.truncate(numpy.__file__, 0)"),
    "changes its root": refused("os.chroot('/tmp')"),
    "watches files": refused("assert ctypes.CDLL(None).inotify_init() >= 0"),
}
