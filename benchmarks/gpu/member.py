"""Takes one file out of a large archive on a server, without the rest of it.

  python member.py URL PATH_INSIDE FILE
"""

import io
import sys
import urllib.request
import zipfile
from pathlib import Path


class Remote(io.RawIOBase):
    """A file on a server that answers to ranges."""

    def __init__(self, url):
        self.url, self.at = url, 0
        with urllib.request.urlopen(urllib.request.Request(url, method="HEAD")) as answer:
            self.length = int(answer.headers["Content-Length"])

    def seekable(self):
        return True

    def readable(self):
        return True

    def tell(self):
        return self.at

    def seek(self, offset, whence=io.SEEK_SET):
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.length}[whence]
        self.at = start + offset
        return self.at

    def read(self, size=-1):
        end = self.length if size < 0 else min(self.length, self.at + size)
        if end <= self.at:
            return b""
        wanted = {"Range": f"bytes={self.at}-{end - 1}"}
        with urllib.request.urlopen(urllib.request.Request(self.url, headers=wanted)) as answer:
            found = answer.read()
        self.at += len(found)
        return found


def main():
    """The command line."""
    url, inside, file = sys.argv[1:]
    with zipfile.ZipFile(Remote(url)) as archive:
        content = archive.read(inside)  # its checksum is checked
    Path(file).write_bytes(content)


if __name__ == "__main__":
    main()
