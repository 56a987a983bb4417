# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one place that knows which operating system it runs on.

POSIX-only and Windows-only calls live here; every other module is portable. Windows is written
by its documentation and was not tried.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from io import BufferedRandom
    from typing import NoReturn

_LINUX_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_DEVICES = Path("/dev")
_MOUNTS = Path("/proc/self/mountinfo")
_PRIVATE_FILE_MODE = 0o600
_PRIVATE_FOLDER_MODE = 0o700
_WINDOWS_REMOTE_DRIVE = 4


def has_web_view() -> bool:
    """Say whether the packages of the web view are installed, without loading anything.

    ``PySide6-Essentials`` alone is enough for everything else; ``PySide6-Addons`` brings it.
    """
    from importlib.util import find_spec

    toolkit = find_spec("PySide6")
    places = (toolkit.submodule_search_locations or ()) if toolkit is not None else ()
    return any(next(Path(place).glob("QtWebEngineWidgets.*"), None) for place in places)


def has_system_voice() -> bool:
    """Say whether the package of the system's voice is installed, without loading anything."""
    from importlib.util import find_spec

    toolkit = find_spec("PySide6")
    places = (toolkit.submodule_search_locations or ()) if toolkit is not None else ()
    return any(next(Path(place).glob("QtTextToSpeech.*"), None) for place in places)


def has_camera_packages() -> bool:
    """Say whether squares can be read by camera here, without loading anything."""
    from importlib.util import find_spec

    toolkit = find_spec("PySide6")
    places = (toolkit.submodule_search_locations or ()) if toolkit is not None else ()
    has_pictures = any(next(Path(place).glob("QtMultimedia.*"), None) for place in places)
    return has_pictures and find_spec("zxingcpp") is not None


def has_camera() -> bool:
    """Say whether a camera is plugged in; where that cannot be seen cheaply, that one may be."""
    is_linux = sys.platform.startswith("linux")
    return not is_linux or next(_DEVICES.glob("video*"), None) is not None


def become(arguments: Sequence[str]) -> NoReturn:
    """Put another command line of this program in the place of this process.

    Windows has no such call: its own puts no quotes round a path with a blank. A new process
    begins there, and this one ends.

    Args:
        arguments: The whole command line, as `sys.orig_argv` gives it.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.platform == "win32":
        import subprocess

        subprocess.Popen([sys.executable, *arguments[1:]])
        sys.exit(0)
    os.execv(sys.executable, list(arguments))  # noqa: S606 - its own command line


def end_process(pid: int) -> None:
    """End a process of this account at once; harmless if it is gone."""
    import signal
    from contextlib import suppress

    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)


@lru_cache(maxsize=1)
def boot_identity() -> str:
    """Return a text that changes at each boot; at each start where the system has none."""
    if sys.platform.startswith("linux") and _LINUX_BOOT_ID.is_file():
        return _LINUX_BOOT_ID.read_text(encoding="ascii").strip()
    import uuid

    return str(uuid.uuid4())


def machine_identity() -> str:
    """Return a text that stays the same on this installation of the system.

    Source: machine-id(5) of systemd; elsewhere the node number of the network card.
    """
    for path in _MACHINE_IDS:
        try:
            text = path.read_text(encoding="ascii").strip()
        except OSError:
            continue
        if text:
            return text
    import uuid

    return f"{uuid.getnode():012x}"


def is_superuser() -> bool:
    """Say whether the process has every right on this machine."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.shell32.IsUserAnAdmin())
    return os.geteuid() == 0


def lock_exclusively(file: BufferedRandom) -> bool:
    """Take the whole-file lock of an open file; say whether nobody else held it.

    The system gives it back when the process ends, however it ends.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def keep_private(path: Path) -> None:
    """Close a file or a folder to every other account of the machine.

    On Windows the folder of the account is private by inheritance; nothing is done.
    """
    if sys.platform != "win32":
        path.chmod(_PRIVATE_FOLDER_MODE if path.is_dir() else _PRIVATE_FILE_MODE)


def open_private(path: Path) -> int:
    """Make an empty file that only this account may read; return its descriptor.

    Raises:
        FileExistsError: If there is one already; a link planted there is never followed.
        OSError: If the folder cannot be written.
    """
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, _PRIVATE_FILE_MODE)


def private_file_creation() -> None:
    """Make every file that the process writes from now on private to its account."""
    os.umask(0o077)


def flush_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, so that a rename survives a power cut."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_disks() -> None:
    """Bring everything written so far to the disks: a folder of many files, before its rename."""
    if sys.platform != "win32":
        os.sync()


def forbid_core_dumps() -> None:
    """Keep the memory of this process out of any file, should it crash.

    A limit of nought does not hold for programs that take cores through a pipe, as apport and
    systemd-coredump do; the limit of one byte does: the kernel then starts none, and no file holds
    a core that short. Source: core(5); Linux, fs/coredump.c, `do_coredump`.
    """
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    limit = 0 if hard == 0 else 1
    resource.setrlimit(resource.RLIMIT_CORE, (limit, limit))


def file_system_type(path: Path) -> str:
    """Return the type of the file system that holds `path`, such as ``ext4`` or ``nfs4``.

    Empty where the system does not tell. Source: proc_pid_mountinfo(5).
    """
    if sys.platform == "win32":
        import ctypes

        root = f"{path.resolve().drive}\\"
        kind = ctypes.windll.kernel32.GetDriveTypeW(root)
        return "smb" if kind == _WINDOWS_REMOTE_DRIVE else "ntfs"
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    target = path.resolve()
    best, kind = -1, ""
    for line in lines:
        fields = line.split()
        mount = Path(fields[4].encode("utf-8", "surrogateescape").decode("unicode_escape"))
        depth = len(mount.parts)
        if depth >= best and target.is_relative_to(mount):
            best, kind = depth, fields[fields.index("-") + 1]
    return kind


def memory_folders() -> tuple[Path, ...]:
    """Return the folders of this account that live in memory, the best first."""
    if not sys.platform.startswith("linux"):
        return ()
    run_time = os.environ.get("XDG_RUNTIME_DIR", "")
    candidates = (*((Path(run_time),) if run_time else ()), Path("/dev/shm"))  # noqa: S108
    return tuple(
        folder
        for folder in candidates
        if folder.is_dir() and os.access(folder, os.W_OK) and file_system_type(folder) == "tmpfs"
    )
