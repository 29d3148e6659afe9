# One image for all services; the command says which one runs.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/guimian
WORKDIR /src
COPY requirements.lock ./
RUN /opt/guimian/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml requirements.in README.md ./
COPY shared shared
COPY services services
COPY simulator simulator
RUN /opt/guimian/bin/pip install --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
# /keys is where the demo of docker-compose.yml mounts its issuer's public key.
RUN useradd --system --uid 10001 --home-dir /data guimian && install -d -o guimian -m 0700 /data /keys
COPY --from=build /opt/guimian /opt/guimian
COPY deploy/entrypoint.sh deploy/demo_issuer.py /opt/guimian/deploy/
# Off loopback the development issuer is refused: without GUIMIAN_JWKS_URL nothing starts.
ENV PATH=/opt/guimian/bin:$PATH PYTHONUNBUFFERED=1 GUIMIAN_DATA=/data GUIMIAN_HOST=0.0.0.0 GUIMIAN_PORT=8000
USER guimian
WORKDIR /data
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["/opt/guimian/deploy/entrypoint.sh"]
CMD ["guimian", "serve"]
