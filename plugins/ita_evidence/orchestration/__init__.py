"""The only room that imports Airflow: thin over `pipeline/`.

dags.py wires the DAGs from the light index; tasks.py holds what their tasks do; runner.py runs both
to their end in one process (`make run`); up.py keeps the UI and the scheduler going (`make up`).
"""
