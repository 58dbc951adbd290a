# One image for web, worker and beat; docker-compose.yml says who runs what.

FROM python:3.13-slim AS packages
WORKDIR /app
COPY pyproject.toml constraints.txt ./
# uv checks the hashes that constraints.txt gives for everything it installs.
RUN sed -n '/^uv==/,/[^\\]$/p' constraints.txt > /tmp/uv.txt \
 && pip install --no-cache-dir --require-hashes -r /tmp/uv.txt \
 && python -m venv --without-pip .venv \
 && uv pip install --no-cache --compile-bytecode --python .venv/bin/python \
      -r pyproject.toml -c constraints.txt

FROM packages AS build
# Babel compiles the translations and is not needed afterwards.
RUN echo babel > /tmp/babel.txt \
 && uv pip install --no-cache --target /opt/babel -r /tmp/babel.txt -c constraints.txt
COPY . .
# No server is asked anything here, and no setting of the build stays in the image.
RUN export PYTHONPATH=/opt/babel PYTHONDONTWRITEBYTECODE=1 STATIC_ROOT=/app/public \
      SECRET_KEY=only-while-building DATABASE_URL=postgres://nobody@127.0.0.1:1/none \
      REDIS_URL=redis://127.0.0.1:1/0 \
 && .venv/bin/python manage.py compile_translations \
 && .venv/bin/python manage.py collectstatic --noinput \
 && .venv/bin/python -m compileall -q hearme surveys responses reports

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin hearme \
 && install -d -o hearme -m 0700 /media
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/app/public \
    MEDIA_ROOT=/media \
    HEARME_VAR=/tmp/hearme
USER hearme
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "hearme/launch/healthcheck.py", "web"]
# SIGTERM: requests in flight are finished, for at most 15 s.
CMD ["granian", "--interface", "wsgi", "hearme.wsgi:application", "--host", "0.0.0.0", \
     "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--no-access-log", \
     "--respawn-failed-workers", "--workers-kill-timeout", "15"]
