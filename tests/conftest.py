"""Tests speak English unless they say otherwise; the Chinese is tested where the words are."""

import atexit
import gc
import os
import shutil
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from fundcalc.base.garbage_collection import collect_rarely
from fundcalc.base.i18n import speaking

pytest_plugins = ["tests.snapshots", "pytester"]

# For threads and processes that a test starts, which do not share its context.
os.environ["LC_ALL"] = "en_US.UTF-8"

# The samples are of 2026, whatever the clock of the machine says.
os.environ["FUNDCALC_TODAY"] = "2026-12-31"


# Generated examples: a few in every run, many in `make slow`, both the same each time; others in every `make explore`.
# How long an example takes to make depends on what else the machine does.
_ANY_SPEED = (HealthCheck.too_slow,)
settings.register_profile("quick", max_examples=25, deadline=None, derandomize=True, suppress_health_check=_ANY_SPEED)
settings.register_profile(
    "thorough", max_examples=50, deadline=None, derandomize=True, suppress_health_check=_ANY_SPEED
)
settings.register_profile("exploring", max_examples=200, deadline=None, suppress_health_check=_ANY_SPEED)
settings.load_profile("quick")


# Thousands of tests and every parsed file stay for the whole run: looking through them for cycles takes a tenth of its time.
collect_rarely()


def pytest_collection_finish() -> None:
    gc.freeze()


# A worker has reported everything when it ends. Python would take its thousands of tests and parsed files apart one by
# one, for longer than pytest-xdist waits before it kills the worker; the system frees them at once.
ENDS_AT_ONCE = "PYTEST_XDIST_WORKER" in os.environ
if ENDS_AT_ONCE:
    atexit.register(os._exit, 0)


def pytest_sessionfinish() -> None:
    # Before the worker says that it is done: what coverage saw is written here, not when Python ends.
    if ENDS_AT_ONCE and "coverage" in sys.modules:
        measured = sys.modules["coverage"].Coverage.current()
        if measured is not None:
            measured.stop()
            measured.save()


def pytest_unconfigure() -> None:
    # DuckDB's module looks for leaks when Python ends, and what is frozen would be among them.
    if not ENDS_AT_ONCE:
        gc.unfreeze()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A Spark session on two cores of this machine, which talks to nobody but itself."""
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed: make setup-spark")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Java is not installed: PySpark 4 runs on Java 17 or newer")
    folder = tmp_path_factory.mktemp("spark")
    quiet = folder / "log4j2.properties"
    quiet.write_text(
        "rootLogger.level = off\nrootLogger.appenderRef.nowhere.ref = nowhere\n"
        "appender.nowhere.type = Null\nappender.nowhere.name = nowhere\n",
        "utf-8",
    )
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    session = (
        sql.SparkSession.builder.master("local[2]")
        .appName("fundcalc tests")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "2g")
        .config("spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile={quiet.as_uri()}")
        .config("spark.local.dir", str(folder))
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .config("spark.sql.shuffle.partitions", "2")
        # Tables of a few rows: nothing is gained by compiling a plan, or by asking Python for the line of each expression.
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.python.sql.dataFrameDebugging.enabled", "false")
        .getOrCreate()
    )
    yield session
    session.stop()
