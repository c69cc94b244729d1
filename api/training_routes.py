"""The routes `datasets`, `train` and `runs`: what can be learned from, and trainings with their progress."""

from threading import Event
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import JSONResponse, Response

from api import limits
from api.access import only_private
from api.bodies import FORM, JSON, bounded, media_type, neither_json_nor_form, read_form
from api.data_sets import DataSets, list_data_sets
from api.documentation import ONE_FILE, request_body
from api.runs import RunDetails, Runs, details, end, list_all
from api.trainings import TrainForm, TrainRequest, train_on_data_set, train_on_zip
from api.work import in_place, in_thread

router = APIRouter(prefix="/v1", tags=["train"], dependencies=[Depends(only_private)])
_RunId = Annotated[
    str, Path(description="Id of the training, as `POST train` returns it and `GET runs` lists it.")
]
_ACCEPTED: dict[str, Any] = {
    "model": RunDetails,
    "description": "The training that was started.",
    "headers": {"Location": {"description": "Address of the training.", "schema": {"type": "string"}}},
}


@router.get(
    "/datasets",
    response_model=DataSets,
    summary="List the data sets",
    response_description="All of them.",
)
async def list_all_data_sets(request: Request) -> Response:
    """Lists all data sets on this machine, newest first, each with its classes and their pictures."""
    return _json(await in_place(request, lambda stop: list_data_sets()))


@router.post(
    "/train",
    status_code=202,
    response_class=JSONResponse,
    responses={202: _ACCEPTED},
    openapi_extra=request_body(
        {JSON: TrainRequest, FORM: TrainForm},
        file={**ONE_FILE, "description": "A zip with a folder for each class."},
    ),
    summary="Teach a network",
)
async def train(request: Request) -> Response:
    """Starts a training.

    Send the name of a data set as JSON, or send a form with a zip that has a folder of pictures for each
    class. The answer comes at once; `GET runs/{id}` reports the progress.
    """
    kind = media_type(request)
    if kind == JSON:
        with limits.REQUESTS.take():
            async with bounded(request, limits.MAX_JSON_BYTES, limits.MEMORY) as received:
                body = await received.body()
                started = await in_thread(received, lambda stop: train_on_data_set(body))
    elif kind == FORM:
        with limits.UPLOADS.take():
            started = await _train_on_upload(request)
    else:
        raise neither_json_nor_form(request)
    found = await in_place(request, lambda stop: details(started))
    location = f"{request.scope.get('root_path', '')}/v1/runs/{started}"
    return Response(found.model_dump_json(), 202, {"location": location}, JSON)


@router.get(
    "/runs",
    response_model=Runs,
    summary="List the trainings",
    response_description="All of them.",
)
async def list_runs(request: Request) -> Response:
    """Lists all trainings, newest first, whether they were started on the page or by a program."""
    return _json(await in_place(request, lambda stop: list_all()))


@router.get(
    "/runs/{run_id}",
    response_model=RunDetails,
    summary="Look at a training",
    response_description="The training and its progress.",
)
async def read_run(request: Request, run_id: _RunId) -> Response:
    """Reports the progress of a training: its phase, the figures of each epoch, and finally its result."""
    return _json(await in_place(request, lambda stop: details(run_id)))


@router.delete(
    "/runs/{run_id}",
    status_code=204,
    response_class=Response,
    responses={202: {**_ACCEPTED, "description": "It was asked to stop.", "headers": {}}},
    summary="Stop or delete a training",
    response_description="It is deleted.",
)
async def delete_run(
    request: Request,
    run_id: _RunId,
    best: Annotated[
        Literal["discard", "keep"],
        Query(description="Whether the best so far becomes a network, where the training is going on."),
    ] = "discard",
) -> Response:
    """Stops a training in progress, or deletes the record of one that has ended. Its network stays."""

    def work(stop: Event) -> RunDetails | None:
        return None if end(run_id, keep=best == "keep") else details(run_id)

    left = await in_place(request, work)
    return (
        Response(status_code=204) if left is None else Response(left.model_dump_json(), 202, media_type=JSON)
    )


async def _train_on_upload(request: Request) -> str:
    async with bounded(request, limits.MAX_TRAIN_BYTES, limits.DISK) as received:
        form = await read_form(received, max_files=1, max_fields=10, max_field_bytes=10 * 2**10)
        try:
            return await in_thread(received, lambda stop: train_on_zip(form))
        finally:
            await form.close()


def _json(found: DataSets | Runs | RunDetails) -> Response:
    return Response(found.model_dump_json(), media_type=JSON)
