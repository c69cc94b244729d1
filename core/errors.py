"""The errors that users see, each with a sentence that tells them what to do."""

import contextlib
import inspect
import traceback


def without_received(text: str) -> str:
    """Returns an error text as pages show it: what was wrong and what to do, without what was received.

    Args:
        text: Text of an error, as recorded by a job or a reader; may hold several errors, one per line.
    """
    return "\n".join(line.partition(" Received: ")[0] for line in text.splitlines())


def with_name(name: str, text: str) -> str:
    """Returns an error text that names the file it is about exactly once, as terminals show it.

    Args:
        name: Name of the file or picture, possibly with its folders.
        text: For example "This is no picture. Received: a.png, 5 bytes".

    Returns:
        For example "photos/a.png: This is no picture. Received: 5 bytes".
    """
    text = without_name(name, text)
    return text if f'"{name}"' in text else f"{name}: {text}"


def without_name(name: str, text: str) -> str:
    """Returns an error text whose `Received: ...` part no longer begins with the name of the file."""
    sentence, marker, received = text.partition(" Received: ")
    for own in (name, name.replace("\\", "/").rpartition("/")[2]):
        if own and received == own:
            return sentence
        if own and received.startswith((f"{own}, ", f"{own}: ")):
            return f"{sentence}{marker}{received[len(own) + 2 :]}"
    return text


def forget_locals(error: BaseException) -> None:
    """Clears the local variables that the tracebacks of an error and of its causes keep in memory.

    A decoded picture of a hundred megabytes may be among them. The lines of the tracebacks are kept,
    and so are the local variables of generators.

    Args:
        error: A caught error. As long as it is stored, everything that its frames refer to is kept, too.
    """
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        for frame, _ in traceback.walk_tb(following.__traceback__):
            # Clearing the frame of a generator that caught the error would end the generator. A frame that
            # is still running cannot be cleared.
            if not frame.f_code.co_flags & inspect.CO_GENERATOR:
                with contextlib.suppress(RuntimeError):
                    frame.clear()
        following = following.__cause__ or following.__context__


class InklingError(Exception):
    """An error that the user can fix; its text says what was wrong, what to do, and what was received.

    Args:
        text: The text. If what it quotes is empty, as a name may be, it says so.
    """

    def __init__(self, text: str = "") -> None:
        super().__init__(f"{text}nothing" if text.endswith("Received: ") else text)

    @property
    def sentence(self) -> str:
        """What was wrong and what to do, as pages show it: without what was received."""
        return str(self).partition(" Received: ")[0]

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows instead of a traceback: IPython calls this method if an exception has it."""
        return [str(self)]


class UnreadablePicture(InklingError):
    """The bytes are not a picture that can be read safely."""


class DecoderBusy(UnreadablePicture):
    """Other pictures use up the memory for decoding; this one can be read later."""


class NoInk(InklingError):
    """There is no drawing on the picture or canvas."""


class BadDrawing(InklingError):
    """The strokes are not in a format that can be read."""


class BadBundle(InklingError):
    """The folder or zip of a network is incomplete, damaged or inconsistent."""


class BadData(InklingError):
    """A labelled data set cannot be used."""


class SourceTooLarge(BadData):
    """The stroke files of a source hold more data in total than is allowed."""


class UnknownNetwork(InklingError):
    """The library has no network of that name."""


class NetworkFailed(InklingError):
    """A network could not be loaded or run; other networks still work."""


class DiskFull(InklingError):
    """The disk is full."""


class CannotReadOrWrite(InklingError):
    """The operating system denies access to a file or folder, or another process keeps it locked."""


class ClusterFailed(InklingError):
    """A Ray cluster cannot be reached or has failed, or Ray is not installed."""


class NotAllowed(InklingError):
    """The operator has switched this off."""


class UnknownDataSet(InklingError):
    """There is no data set of that name."""


class BadRequest(InklingError):
    """A request, such as that for a training, cannot be carried out."""


class UnknownAddition(BadRequest):
    """No network of that name is being added."""


class UnknownImport(InklingError):
    """There is no import of that name."""


class UnknownEvaluation(InklingError):
    """There is no evaluation of that name."""


class UnknownRun(InklingError):
    """There is no run of that name."""


class Unforeseen(InklingError):
    """An unexpected error; the log has its traceback."""


class Stopped(InklingError):
    """The user cancelled the work."""
