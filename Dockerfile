# The HTTP API and the batch command in one image.
#
#   docker build -t inkdigits .
#   docker run --rm -p 127.0.0.1:8000:8000 inkdigits
#   docker run --rm --user "$(id -u)" -v "$PWD:/data" inkdigits batch scans numbers.csv
#
# A cluster's nodes need Ray, too:  docker build --build-arg EXTRAS=server,batch,pdf,heic,ray .

FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY src src
RUN python -m venv /opt/inkdigits
ARG EXTRAS=server,batch,pdf,heic
RUN /opt/inkdigits/bin/pip install --no-cache-dir ".[${EXTRAS}]"

FROM python:3.13-slim
COPY --from=build /opt/inkdigits /opt/inkdigits
RUN useradd --create-home --uid 10001 inkdigits
ENV PATH=/opt/inkdigits/bin:$PATH PYTHONUNBUFFERED=1
USER inkdigits
WORKDIR /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --start-period=20s --interval=30s CMD ["python", "-c", \
  "import urllib.request as u; u.urlopen('http://localhost:8000/healthz', timeout=3)"]
ENTRYPOINT ["inkdigits"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
