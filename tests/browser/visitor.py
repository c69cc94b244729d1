"""A visitor without a browser: speaks Streamlit's own protocol over a websocket, and reads the answers."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from tests.answer_panels_for_tests import read_panels

_SUBPROTOCOLS = ["streamlit"]
_CANVAS = "streamlit-drawable-canvas.streamlit_drawable_canvas"


@dataclass
class Shown:
    """What one run of the page has sent.

    Attributes:
        headlines: Each network's answer, by the network's title.
        explanations: The texts below the answers.
        errors: Exceptions and refusals that the page has shown.
        messages: Everything that was sent, as raw messages.
        seconds: Time from sending the request until the page's run finished.
    """

    headlines: dict[str, str] = field(default_factory=dict)
    explanations: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list, repr=False)
    seconds: float = 0.0

    def says(self, text: str) -> bool:
        """Returns whether these words are anywhere on the page, with ordinary or with no-break spaces."""
        return any(text in message.decode(errors="replace").replace("\xa0", " ") for message in self.messages)


class Visitor:
    """One visitor's tab.

    Args:
        connection: An open websocket to the app.

    Attributes:
        session_id: Streamlit's session, once a page has run.
    """

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self.session_id = self._page_hash = ""
        self._canvas_id = self._fragment_id = self._uploader_id = ""

    @classmethod
    async def arrive(cls, address: str, **options: Any) -> "Visitor":
        """Opens a tab; nothing is shown yet.

        Args:
            address: The app's address, as in `http://localhost:8501`.
            options: Passed to `websockets.connect`.
        """
        url = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
        # Streamlit's server does not use compression either.
        return cls(await connect(url, subprotocols=_SUBPROTOCOLS, max_size=None, compression=None, **options))

    async def open_page(self, page: str = "") -> Shown:
        """Runs a page from the start: the Draw page, or another one by its path."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.context_info.color_scheme = "light"
        return await self._run(message)

    async def draw(self, objects: list[dict[str, Any]]) -> Shown:
        """Reports a drawing as the canvas does, and waits for the answer.

        Args:
            objects: All objects on the canvas, in the canvas's own format.
        """
        message = BackMsg()
        message.rerun_script.fragment_id = self._fragment_id
        message.rerun_script.context_info.color_scheme = "light"
        state = message.rerun_script.widget_states.widgets.add()
        state.id = self._canvas_id
        state.json_value = json.dumps({"drawing": {"raw": {"version": "7.0.0", "objects": objects}}})
        return await self._run(message)

    async def choose_file(self, file_id: str) -> Shown:
        """Reports an uploaded file to the page's first file input."""
        message = BackMsg()
        message.rerun_script.page_script_hash = self._page_hash
        state = message.rerun_script.widget_states.widgets.add()
        state.id = self._uploader_id
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.file_id, info.name, info.size = file_id, "a.png", 1
        return await self._run(message)

    async def leave(self) -> None:
        """Closes the tab."""
        await self._connection.close()

    async def _run(self, message: BackMsg) -> Shown:
        start = time.perf_counter()
        await self._connection.send(message.SerializeToString())
        shown = await self.next_run()
        shown.seconds = time.perf_counter() - start
        return shown

    async def next_run(self) -> Shown:
        """Waits until the page's run has finished, whether this visitor or the server started it."""
        shown = Shown()
        while True:
            data = await self._connection.recv(decode=False)
            reply = ForwardMsg.FromString(data)
            shown.messages.append(data)
            kind = reply.WhichOneof("type")
            if kind == "script_finished":
                if reply.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                return shown
            if kind == "new_session":
                self.session_id = reply.new_session.initialize.session_id
                self._page_hash = reply.new_session.page_script_hash
            if kind == "delta":
                self._read(reply.delta, shown)

    def _read(self, delta: Delta, shown: Shown) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        match element.WhichOneof("type"):
            case "html":
                for panel in read_panels(element.html.body):
                    shown.headlines[panel.label] = panel.value
                    shown.explanations.append(panel.explanation)
            case "exception":
                shown.errors.append(element.exception.message)
            case "alert":
                shown.errors.append(element.alert.body)
            case "file_uploader":
                self._uploader_id = element.file_uploader.id
            case "bidi_component" if element.bidi_component.component_name == _CANVAS:
                self._canvas_id, self._fragment_id = element.bidi_component.id, delta.fragment_id
