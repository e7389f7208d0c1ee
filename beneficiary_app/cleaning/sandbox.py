"""What opens her files: a process of its own, once a paper, with nothing in reach. It imports nothing of ours.

In: an order (its length on four bytes, then JSON: ``order.py``), then the bytes of each file. Out: frames, a letter, a
length on four bytes and that many bytes: ``B`` which barriers stand, ``F`` a file begins, ``P`` a page (sides, dots an
inch, JPEG), ``T`` the small picture, ``X`` a page's text, ``R`` a refusal (code, what happened), ``E`` the end.
"""

import contextlib
import ctypes
import importlib
import io
import json
import resource
import signal
import struct
import sys
from encodings import utf_16_le  # noqa: F401 - how PDFium says a text
from typing import Any, NoReturn

from PIL import Image, ImageFile, ImagePalette, TiffImagePlugin  # noqa: F401 - what would be imported too late

_PDEATHSIG, _DUMPABLE, _SECCOMP, _NO_NEW_PRIVS, _FILTER = 1, 4, 22, 38, 2
_PDF_PASSWORD, _PDF_NO_PAGE = 4, 0
_DOTS, _POINTS, _A4 = 150, 72, 842
_TRANSPOSED = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""EXIF orientation → ``PIL.Image.Transpose`` (EXIF 2.32, tag 0x0112)."""


class Refused(Exception):  # noqa: N818 - the parent's word
    """We stop here; the first argument is a code of ``refusals.py``."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def put(letter: str, content: bytes = b"") -> None:
    """One frame."""
    sys.stdout.buffer.write(letter.encode() + struct.pack(">I", len(content)) + content)


def shut(order: dict[str, Any]) -> int:
    """Close every door; of two barriers against the network, which stand (1, 2, both). Raises ``Refused`` for none."""
    kernel = ctypes.CDLL(None)
    kernel.prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    kernel.prctl(_DUMPABLE, 0, 0, 0, 0)
    stand = int(order["namespaces"] != 0 and kernel.unshare(order["namespaces"]) == 0)
    for name, most in order["limits"].items():
        limit = getattr(resource, name)
        ceiling = resource.getrlimit(limit)[1]
        lower = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
        resource.setrlimit(limit, (lower, lower))
    kernel.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    steps = bytes.fromhex(order["filter"])
    program = _Program(len(steps) // 8, steps)
    stand |= 2 * int(bool(steps) and kernel.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)
    if not stand:
        raise Refused("unready", "neither namespaces nor seccomp")
    return stand


def fetch(decoders: list[str]) -> None:
    """Import what these files need, and nothing else: nothing can be opened later."""
    Image.preinit()
    # Ours is stricter.
    Image.MAX_IMAGE_PIXELS = None
    for name in decoders:
        module = importlib.import_module(name)
        if name == "pillow_heif":
            module.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=2)


class Paper:
    """The pages as they come, within the order's bounds."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.order = order
        self.pages = 0

    def add(self, kind: str, data: bytes) -> None:
        """One file. Raises ``Refused``; and whatever a decoder may raise on bytes that somebody made."""
        put("F")
        # Whoever waits knows which file ended us.
        sys.stdout.flush()
        # Nobody catches SIGPROF: the kernel ends us, even inside a decoder.
        signal.setitimer(signal.ITIMER_PROF, self.order["seconds"])
        self._document(data) if kind == "PDF" else self._photo(kind, data)

    def _photo(self, kind: str, data: bytes) -> None:
        image = Image.open(io.BytesIO(data), formats=[kind])
        if self.pages >= self.order["pages"]:
            raise Refused("pages")
        if image.width * image.height > self.order["pixels"]:
            raise Refused("pixels")
        image.load()
        turn = _TRANSPOSED.get(_orientation(image))
        image = self._fitted(_flat(image))
        if turn is not None:
            image = image.transpose(Image.Transpose(turn))
        self._page(image, max(image.size) * _POINTS / _A4)

    def _document(self, data: bytes) -> None:
        import pypdfium2  # noqa: PLC0415

        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as problem:
            code = {_PDF_PASSWORD: "password", _PDF_NO_PAGE: "nothing"}.get(problem.err_code, "damaged")
            raise Refused(code, "PdfiumError") from problem
        if self.pages + len(document) > self.order["pages"]:
            raise Refused("pages")
        document.init_forms()
        blank = True
        for number in range(len(document)):
            signal.setitimer(signal.ITIMER_PROF, self.order["seconds"])
            page = document[number]
            scale = min(_DOTS / _POINTS, self.order["side"] / max(page.get_size()))
            image = page.render(scale=scale, rev_byteorder=True, maybe_alpha=False).to_pil().convert("RGB")
            blank = blank and all(low == high for low, high in image.getextrema())
            self._page(image, scale * _POINTS)
            # A page whose words cannot be read is still a page that can be seen.
            with contextlib.suppress(pypdfium2.PdfiumError):
                put("X", page.get_textpage().get_text_bounded().encode("utf-8", "ignore")[: self.order["text"]])
            page.close()
        if blank:
            raise Refused("nothing")

    def _page(self, image: Any, dots: float) -> None:
        image.info.clear()
        if not self.pages:
            small = image.copy()
            small.thumbnail((self.order["thumbnail"],) * 2, Image.Resampling.LANCZOS)
            put("T", self._jpeg(small))
        self.pages += 1
        put("P", struct.pack(">HHf", *image.size, dots) + self._jpeg(image))

    def _jpeg(self, image: Any) -> bytes:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=self.order["quality"])
        return out.getvalue()

    def _fitted(self, image: Any) -> Any:
        side, longest = self.order["side"], max(image.size)
        if longest <= side:
            # A picture that remembers its file would look for it when it is saved.
            return image.copy()
        size = tuple(max(1, round(length * side / longest)) for length in image.size)
        return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _orientation(image: Any) -> int:
    try:
        return int(image.getexif().get(0x0112, 1))
    except Exception:  # noqa: BLE001 - a broken label does not make a broken picture
        return 1


def _flat(image: Any) -> Any:
    """On white, in RGB, eight bits a colour."""
    if image.mode.startswith("I;16"):
        image = image.point(lambda deep: deep / 256, "L")
        image.info.pop("transparency", None)
    if not image.has_transparency_data:
        return image if image.mode == "RGB" else image.convert("RGB")
    seen = image if image.mode == "RGBA" else image.convert("RGBA")
    white = Image.new("RGB", seen.size, "white")
    white.paste(seen, mask=seen.getchannel("A"))
    return white


def answer(source: Any) -> None:
    """Read an order and its files from ``source``; answer on the standard output."""
    order = json.loads(source.read(struct.unpack(">I", source.read(4))[0]))
    fetch(order["decoders"])
    put("B", bytes([shut(order)]))
    paper = Paper(order)
    for kind, size in order["files"]:
        paper.add(kind, source.read(size))
    put("E")


def main() -> NoReturn:
    """Answer, whatever happens: one frame says why it stopped."""
    try:
        answer(sys.stdin.buffer)
    except Refused as refused:
        put("R", "\n".join(refused.args).encode())
    except Exception as problem:  # noqa: BLE001 - decoders raise anything on bytes that somebody made
        code = "heavy" if isinstance(problem, MemoryError) else "damaged"
        put("R", f"{code}\n{type(problem).__name__}".encode())
    sys.stdout.flush()
    sys.exit()


if __name__ == "__main__":
    main()
