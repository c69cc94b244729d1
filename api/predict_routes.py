"""The routes `models` and `predict`, which list networks and ask them about pictures."""

from threading import Event
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from api import limits
from api.answers import PredictResponse, answer
from api.bodies import FORM, JSON, bounded
from api.documentation import ONE_FILE, SOME_FILES, request_body
from api.networks import library, network
from api.questions import PredictForm, PredictRequest, question_of, read_question
from api.server_paths import refused_in_words
from api.work import in_place, in_thread
from core.bundles.bundle import Bundle
from core.bundles.bundle_export import bundle_zip, download_name

router = APIRouter(prefix="/v1", tags=["predict"])
_Name = Annotated[str, Path(description="Name of the network, as `GET models` lists it.")]
_ZIP: dict[str, Any] = {
    "content": {"application/zip": {"schema": ONE_FILE}},
    "description": "The bundle.",
}


class Network(BaseModel):
    """A summary of a network."""

    name: str = Field(description="What it is called in requests.")
    title: str = Field(description="What it is called on the pages.")
    description: str
    task: str = Field(description="What it recognises.")
    kind: str = Field(
        description="What it reads: `ink` for drawings, or pictures of them; `photo` for photos."
    )
    classes: int
    imported: bool = Field(description="Whether it came from outside.")


class Networks(BaseModel):
    """All networks on this machine."""

    models: list[Network]
    refused: list[str] = Field(description="A sentence for each one that cannot be used.")


@router.get(
    "/models",
    response_model=Networks,
    summary="List the networks",
    response_description="All of them.",
)
async def list_networks(request: Request) -> Response:
    """Lists all networks on this machine."""

    def work(stop: Event) -> str:
        found = library()
        refused = refused_in_words(found.refused)
        listed = Networks(models=[_in_short(bundle) for bundle in found.bundles.values()], refused=refused)
        return listed.model_dump_json()

    return Response(await in_place(request, work), media_type=JSON)


@router.get("/models/{name}", summary="Read a network's card", response_description="The card.")
async def read_card(request: Request, name: _Name) -> dict[str, Any]:
    """Returns a network's card and its labels. `docs/card.schema.json` describes the card."""
    return await in_place(request, lambda stop: _card(network(name)))


@router.get(
    "/models/{name}/bundle",
    response_class=Response,
    responses={200: _ZIP},
    summary="Download a network",
)
async def download(request: Request, name: _Name) -> Response:
    """Returns the whole bundle as a zip, which another Inkling can import."""

    def work(stop: Event) -> tuple[str, bytes]:
        bundle = network(name)
        return download_name(bundle, "bundle"), bundle_zip(bundle)

    file_name, content = await in_place(request, work)
    headers = {"content-disposition": f'attachment; filename="{file_name}"'}
    return Response(content, headers=headers, media_type="application/zip")


@router.post(
    "/predict",
    response_model=PredictResponse,
    openapi_extra=request_body(
        {JSON: PredictRequest, FORM: PredictForm},
        images={**SOME_FILES, "maxItems": limits.MAX_PICTURES, "description": "Image files."},
    ),
    summary="Ask networks about pictures or drawings",
    response_description="The answers.",
)
async def predict(request: Request) -> Response:
    """Asks networks what pictures or drawings show.

    The answer has one entry for each of them, in the order of the request. If one cannot be read, its entry
    has an `error` in place of `results`; the others are still answered.
    """
    with limits.REQUESTS.take():
        async with bounded(request, limits.MAX_PREDICT_BYTES, limits.MEMORY) as received:
            body = await read_question(received)
            try:
                content = await in_thread(
                    received, lambda stop: answer(question_of(body), stop).model_dump_json().encode(), True
                )
            finally:
                if not isinstance(body, bytes):
                    await body.close()
    return Response(content, media_type=JSON)


def _in_short(bundle: Bundle) -> Network:
    return Network(
        name=bundle.name,
        title=bundle.title,
        description=bundle.card.description,
        task=bundle.task,
        kind=bundle.kind,
        classes=len(bundle.labels),
        imported=bundle.is_imported,
    )


def _card(bundle: Bundle) -> dict[str, Any]:
    card = bundle.card.model_dump(mode="json", exclude_unset=True)
    return {**card, "title": bundle.title, "imported": bundle.is_imported, "labels": list(bundle.labels)}
