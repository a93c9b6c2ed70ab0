# The project on the official Airflow image. The base is an argument, so that another image that
# keeps the official one's promises (user 50000, group 0, /entrypoint) builds the same way.
ARG AIRFLOW_IMAGE=apache/airflow:3.3.2-python3.12
FROM ${AIRFLOW_IMAGE}

WORKDIR /opt/airflow
COPY --chown=50000:0 requirements-deploy.lock ./
# As the image's own user, as its documentation asks. Every file is checked against its digest; the
# lock names all that is needed, so nothing is resolved (an extra of a package, as celery[redis], would
# be asked for without a digest).
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements-deploy.lock

# requirements.lock is not installed: its digest is an input of every verdict, and its versions are
# those of requirements-deploy.lock.
COPY --chown=50000:0 pyproject.toml README.md LICENSE NOTICE requirements.lock ./
COPY --chown=50000:0 include include
COPY --chown=50000:0 expectations expectations
COPY --chown=50000:0 plugins plugins
COPY --chown=50000:0 dags dags
# Editable, so that the package lies in the plugins folder and nowhere else.
RUN pip install --no-cache-dir --no-deps --no-build-isolation --editable .
