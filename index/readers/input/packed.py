"""A file as it stands, or what is packed in it with gzip or zip, read bit by bit."""

import errno
import gzip
import io
import lzma
import re
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
BUFFER = 1 << 17  # bytes
# zipfile raises NotImplementedError for a way of packing that it does not know.
_BROKEN = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError)


class PackedFile(io.RawIOBase):
    """The bytes in a file, unpacked where it is packed, by its first bytes.

    Raises OSError, also on an archive that is broken, encrypted or of several files.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = path.open("rb")
        try:
            self._bytes = self._unpack()
        except _BROKEN as error:
            self._file.close()
            raise _broken(error) from error
        except BaseException:
            self._file.close()
            raise

    def _unpack(self) -> IO[bytes] | gzip.GzipFile:
        start = self._file.read(4)
        self._file.seek(0)
        if start.startswith(_GZIP):
            return gzip.GzipFile(fileobj=self._file)
        if start != _ZIP:
            return self._file
        archive = zipfile.ZipFile(self._file)
        # A Mac packs hidden files of its own beside what is meant.
        members = [
            member
            for member in archive.infolist()
            if not member.is_dir() and not re.match(r"__MACOSX/|(?:.*/)?\.", member.filename)
        ]
        if any(member.filename == "[Content_Types].xml" for member in members):
            raise OSError(errno.EINVAL, "is a workbook or document; save it as CSV")
        if len(members) != 1:
            raise OSError(errno.EINVAL, f"the archive has {len(members)} files; unpack it")
        if members[0].flag_bits & 1:
            raise OSError(errno.EINVAL, "the archive is encrypted; unpack it")
        return archive.open(members[0])

    @property
    def position(self) -> int:
        """How many bytes of the file itself were read."""
        return self._file.tell()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        try:
            content = self._bytes.read(len(buffer))
        except (*_BROKEN, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise _broken(error) from error  # gzip and bzip2 have errors of the file's kind
        buffer[: len(content)] = content
        return len(content)

    def close(self) -> None:
        if not self.closed:
            self._bytes.close()
            self._file.close()
        super().close()


def open_bytes(path: Path) -> io.BufferedReader:
    """Open a file for reading, unpacked. Raises OSError."""
    return io.BufferedReader(PackedFile(path), BUFFER)


def _broken(error: Exception) -> OSError:
    return OSError(errno.EIO, f"the archive is cut short or damaged ({error})")
