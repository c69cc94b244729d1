# Inkling in a container; docs/deploy.md says how to run it. `docker build .` builds the image for drawing
# and predicting, without the training packages; `docker build --target teach .` the one that can also teach.
FROM python:3.11-slim-bookworm AS base
ENV INKLING_HOME=/data \
    PYTHONUNBUFFERED=1 \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_HEADLESS=true \
    STREAMLIT_SERVER_PORT=8501
RUN useradd --create-home --uid 1000 inkling \
    && install --directory --owner=inkling --group=inkling /data
WORKDIR /app
EXPOSE 8501
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "deploy/check_health.py"]
CMD ["streamlit", "run", "server.py"]

FROM python:3.11-slim-bookworm AS packages
RUN apt-get update \
    && apt-get install --yes --no-install-recommends binutils=2.40-2 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /packages
COPY requirements.txt requirements-serve.txt ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --no-compile --requirement requirements.txt
COPY deploy/slim_packages.py ./
RUN /venv/bin/python slim_packages.py

FROM base AS teach
# Modules are compiled when they are first imported; compiled here, they would take up a third more space.
ENV PATH=/venv/bin:$PATH \
    PYTHONPYCACHEPREFIX=/tmp/pycache
COPY --from=packages /venv /venv
COPY . .
USER 1000

FROM base AS serve
ENV INKLING_PUBLIC=1 \
    STREAMLIT_SERVER_MAX_UPLOAD_SIZE=200
COPY requirements-serve.txt ./
RUN pip install --no-cache-dir --requirement requirements-serve.txt
COPY . .
USER 1000
