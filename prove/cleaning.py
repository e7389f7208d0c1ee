"""The cleaning of papers, proved on files that other people made and on what chance makes of them."""

import io
import multiprocessing
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from statistics import median

import pikepdf
from PIL import Image

from beneficiary_app.cleaning import child
from beneficiary_app.cleaning.kinds import MOST_PIXELS, Kind
from beneficiary_app.cleaning.order import MOST_PAGES, order
from beneficiary_app.cleaning.refusals import Unclean
from beneficiary_app.cleaning.service import clean
from prove import papers
from prove.corpus import Mutants, archived, kind, seeds
from tests.cleaning import hostile, made
from tests.cleaning.reading import leaks

WORKERS, GOOD, ENOUGH, MOST_MEMORY = 2, 300, 0.99, 600
Say = Callable[[str], None]
_mutants: list[Mutants] = []


def _begin(seed: int) -> None:
    _mutants.append(Mutants(seeds(), seed))


def _peak() -> int:
    """MiB of the biggest process that was started here, ours being the least it can say."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def opened(data: bytes) -> tuple[str, list[str]]:
    """How it ended (« cleaned », the code of a refusal, « crash »), and what leaked."""
    try:
        cleaned = clean([data])
    except Unclean as refused:
        return ("fallen" if "sandbox ended" in str(refused) else refused.code), []
    except Exception as problem:  # noqa: BLE001 - what this proof looks for
        return f"crash {type(problem).__name__}", []
    return "cleaned", leaks(cleaned)


def _mutant(number: int) -> tuple[str, list[str], int]:
    return *opened(_mutants[0].make(number)), _peak()


def _file(data: bytes) -> tuple[str, list[str], int]:
    return *opened(data), _peak()


def bad() -> Iterator[bytes]:
    """Bombs, loops, polyglots and absurd sides, each by a hand."""
    yield from (hostile.slow_pdf(), hostile.bomb_pdf(), hostile.looped_pdf(), made.written(hostile.acting_pdf()))
    yield from (hostile.wide_pdf(side) for side in (5_000, 10_000, 20_000, 60_000))
    yield from (hostile.sized_pdf([0, 0, side, side]) for side in (0.01, 1, 14_400, 1e6, 1e12))
    for form in made.FORMATS:
        yield from (made.photo(form) + tail for tail in hostile.TAILS.values())
        yield from (tail + made.photo(form) for tail in hostile.TAILS.values())
    for side in (3_000, 6_300, 9_000, 40_000, 0x7FFFFFFF):
        yield from (made.png(side, side, bytes(1_000), depth, colour) for depth, colour in ((8, 0), (16, 6), (1, 3)))


def _is_good(data: bytes, form: Kind) -> bool:
    """Whether another reader, without any bound of ours, finds nothing wrong with it."""
    try:
        if form is Kind.PDF:
            with pikepdf.open(io.BytesIO(data)) as read:
                return any(map(_shows, read.pages)) and len(read.pages) <= MOST_PAGES and not read.check_pdf_syntax()
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            return image.width * image.height <= MOST_PIXELS
    except Exception:  # noqa: BLE001 - then it is not a good one
        return False


# Operators that leave ink (ISO 32000-2, annex A), and the modes of text that leave none (§ 9.3.6).
_INK = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "INLINE IMAGE"}
_TEXT, _UNSEEN = {"Tj", "TJ", "'", '"'}, {3, 7}


def _shows(page: pikepdf.Page) -> bool:
    """Whether something is drawn there: an empty page, or words written to stay unseen, are no paper of anybody’s."""
    mode = 0
    for said in pikepdf.parse_content_stream(page):
        name = str(said.operator)
        if name == "Tr":
            mode = int(str(said.operands[0]))
        if name in _INK or (name in _TEXT and mode not in _UNSEEN):
            return True
    return False


def good() -> Iterator[bytes]:
    """Photos as a phone makes them, PDFs as offices and scanners do, then what the archives hold that is whole."""
    sides = ((4_000, 3_000), (3_000, 4_000), (4_624, 3_468), (1_920, 1_080), (1_240, 1_754))
    for number in range(50):
        width, height = sides[number % len(sides)]
        form = ("JPEG", "JPEG", "HEIF", "JPEG", "PNG", "WEBP")[number % 6]
        blurred = made.noise(width // 8, height // 8).resize((width, height))
        yield made.saved(blurred, form, **made.told())
    yield from (made.written(made.document(pages)) for pages in range(1, MOST_PAGES + 1, 5))
    for make, many in papers.FAMILIES:
        yield from (make(number) for number in range(many))
    # The archives are full of PNG: what people send more often comes first.
    for last in (False, True):
        for _, data in archived():
            found = kind(data)
            if found is not None and (found is Kind.PNG) is last and _is_good(data, found):
                yield data


def starts() -> Iterator[str]:
    """How long one small paper of each kind takes, the process that opens it included."""
    for form in (*made.FORMATS, "PDF"):
        data = made.written(made.document()) if form == "PDF" else made.saved(made.card(), form)
        told, took = order([Kind(form)], [len(data)]), []
        for _ in range(15):
            begun = time.perf_counter()
            child.run([told, data], seconds=60)
            took.append(time.perf_counter() - begun)
        yield f"{form} {median(took) * 1000:.0f} ms"


def _tally(results: Iterable[tuple[str, list[str], int]], name: str, say: Say) -> tuple[Counter[str], list[str], int]:
    ends: Counter[str] = Counter()
    leaked: list[str] = []
    peak = 0
    for end, leak, memory in results:
        ends[end] += 1
        leaked += leak
        peak = max(peak, memory)
    refused = ", ".join(f"{end} {count}" for end, count in ends.most_common() if end != "cleaned")
    say(f"cleaning, {name}: {ends.total()} files, {ends['cleaned']} cleaned, refused: {refused or 'none'}")
    return ends, leaked, peak


def prove_good(say: Say) -> bool:
    """The same for the good files alone."""
    ready = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WORKERS, mp_context=ready) as pool:
        whole = list(islice(good(), GOOD))
        fine, leaked, _ = _tally(pool.map(_file, whole), "good ones", say)
    return _say_good(say, whole, fine) or bool(leaked)


def _say_good(say: Say, whole: list[bytes], fine: Counter[str]) -> bool:
    kinds = ", ".join(f"{form} {count}" for form, count in Counter(map(kind, whole)).most_common())
    accepted = fine["cleaned"] / max(fine.total(), 1)
    say(f"cleaning: {fine.total()} good photos and PDFs ({kinds}), {accepted:.1%} accepted")
    return accepted < ENOUGH or fine.total() < GOOD


def prove(say: Say, *, mutants: int, seed: int) -> bool:
    """Print the figures; whether one of them is not what it must be."""
    say(f"cleaning: one small paper, from the start of its process: {', '.join(starts())}")
    ready = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WORKERS, mp_context=ready, initializer=_begin, initargs=(seed,)) as pool:
        parts = [
            _tally(pool.map(_file, (data for _, data in archived())), "archives", say),
            _tally(pool.map(_file, bad()), "made by hand", say),
            _tally(pool.map(_mutant, range(mutants), chunksize=20), f"mutants (seed {seed})", say),
        ]
        whole = list(islice(good(), GOOD))
        fine, more, memory = _tally(pool.map(_file, whole), "good ones", say)
    ends = sum((part for part, _, _ in parts), fine)
    leaked = [leak for _, leaks_, _ in parts for leak in leaks_] + more
    peak = max(memory, *(most for _, _, most in parts))
    crashes = sum(count for end, count in ends.items() if end.startswith("crash"))
    say(f"cleaning: {ends.total()} files, {crashes} crashes, {len(leaked)} leaks {sorted(set(leaked)) or ''}".rstrip())
    say(f"cleaning: the process that opens them took {peak} MiB at most, fell {ends['fallen']} times (each a sentence)")
    return _say_good(say, whole, fine) or bool(crashes or leaked or peak > MOST_MEMORY)
