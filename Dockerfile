# The project on the official Airflow image. The base is an argument, so that another image that
# keeps the official one's promises (user 50000, group 0, /entrypoint) builds the same way.
ARG AIRFLOW_IMAGE=apache/airflow:3.3.2-python3.12
FROM ${AIRFLOW_IMAGE}

WORKDIR /opt/airflow
COPY --chown=airflow:0 requirements.lock ./
# As the image's own user, as its documentation asks. Every file is checked against its digest.
RUN pip install --no-cache-dir --require-hashes -r requirements.lock

COPY --chown=airflow:0 pyproject.toml README.md LICENSE NOTICE ./
COPY --chown=airflow:0 include include
COPY --chown=airflow:0 expectations expectations
COPY --chown=airflow:0 plugins plugins
COPY --chown=airflow:0 dags dags
# Editable, so that the package lies in the plugins folder and nowhere else.
RUN pip install --no-cache-dir --no-deps --no-build-isolation --editable .
