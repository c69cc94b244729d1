"""The errors a person can cause, each with a sentence that person can act on."""

import traceback


def without_received(text: str) -> str:
    """Returns what was wrong and what to do, as pages show it: each line without what was received.

    Args:
        text: Of an error, as a job or a reader has noted it; perhaps of several, one on each line.
    """
    return "\n".join(line.partition(" Received: ")[0] for line in text.splitlines())


def with_name(name: str, text: str) -> str:
    """Returns the text of an error with the name of what it is about, once, as terminals show it.

    Args:
        name: Of a file or picture, perhaps with its folders.
        text: As "This is no picture. Received: a.png, 5 bytes".

    Returns:
        As "photos/a.png: This is no picture. Received: 5 bytes".
    """
    text = without_name(name, text)
    return text if f'"{name}"' in text else f"{name}: {text}"


def without_name(name: str, text: str) -> str:
    """Returns the text of an error, and among what was received no more the name of what it is about."""
    sentence, marker, received = text.partition(" Received: ")
    for own in (name, name.replace("\\", "/").rpartition("/")[2]):
        if own and received == own:
            return sentence
        if own and received.startswith((f"{own}, ", f"{own}: ")):
            return f"{sentence}{marker}{received[len(own) + 2 :]}"
    return text


def forget_locals(error: BaseException) -> None:
    """Lets go of what the frames of an error hold, as a picture of a hundred megabytes; its lines stay.

    Args:
        error: One that has been caught; whoever keeps it would keep all that too.
    """
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        traceback.clear_frames(following.__traceback__)
        following = following.__cause__ or following.__context__


class InklingError(Exception):
    """Something a person can put right; its text says what was wrong, what to do, and what was received."""

    @property
    def sentence(self) -> str:
        """What was wrong and what to do, as pages show it: without what was received."""
        return str(self).partition(" Received: ")[0]

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in place of a traceback: IPython asks exceptions for it."""
        return [str(self)]


class UnreadablePicture(InklingError):
    """The bytes are not a picture that can be read safely."""


class DecoderBusy(UnreadablePicture):
    """Others need the memory for decoding; the same picture can be read later."""


class NoInk(InklingError):
    """There is no drawing on the picture or canvas."""


class BadDrawing(InklingError):
    """The strokes are not in a form that can be read."""


class BadBundle(InklingError):
    """The folder or zip of a network is incomplete, damaged or contradicts itself."""


class BadData(InklingError):
    """A labelled data set cannot be used."""


class SourceTooLarge(BadData):
    """All stroke files of a source together hold more than may be kept."""


class UnknownNetwork(InklingError):
    """No network of that name is in the library."""


class NetworkFailed(InklingError):
    """A network could not be loaded, or gave no answer; the others still do."""


class DiskFull(InklingError):
    """There is no room left on the disk."""


class CannotReadOrWrite(InklingError):
    """The operating system refuses a file or folder, or another process keeps it locked."""


class ClusterFailed(InklingError):
    """A Ray cluster cannot be reached, or has given up."""


class NotAllowed(InklingError):
    """The operator has switched this off."""


class UnknownDataSet(InklingError):
    """No data set of that name is kept."""


class BadRequest(InklingError):
    """What a training was asked to do cannot be done."""


class UnknownAddition(BadRequest):
    """No network of that name is being added."""


class UnknownImport(InklingError):
    """No pictures are being taken in under that name."""


class UnknownEvaluation(InklingError):
    """There is no evaluation of that name."""


class UnknownRun(InklingError):
    """There is no training of that name."""


class Unforeseen(InklingError):
    """Something went wrong that should not have; the log has its traceback."""


class Stopped(InklingError):
    """The person cancelled it."""
