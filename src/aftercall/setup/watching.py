"""Alarms and a dashboard over what is really counted; nothing here waits for a metric that nobody writes.

| metric | who writes it |
|---|---|
| `aftercall` `_m_…` | CloudWatch, from the metrics embedded in each log event (`ship/log_event.py`) |
| `AWS/S3` `PutRequests`, `4xxErrors`, `5xxErrors` | S3, for requests under the landing (a request-metrics filter of the bucket) |
| `aftercall` `kept`, `buried`, `lost` | metric filters on the worker's own log lines, if its log group is known |

What landed is what was put and not refused. A taken key (412) and the doctor's probe of the landing are
refused puts by design, so refusals alone say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aftercall.setup.stack import JsonText, Resource

NAMESPACE = "aftercall"
LANDED = "FILL(puts, 0) - FILL(refused, 0) - FILL(failed, 0)"
_MISSING_IS = {True: "breaching", False: "notBreaching"}

# Words of the shipper's log lines (`ship/shipper.py`, `ship/handover.py`), by the metric that counts them.
WORKER_LINES = {
    "kept": '"kept entry="',
    "buried": '"buried entry="',
    "lost": '"LOST for sink="',
}


@dataclass(frozen=True)
class Watch:
    """What alarms need to know. `topic` is the SNS topic that is told; without one, alarms are only seen."""

    name: str
    bucket: str
    worker_log_group: str | None
    topic: str | None
    quiet_hours: int
    cost_per_call_usd: str


@dataclass(frozen=True)
class _Alarm:
    """A threshold on a metric, or on an expression over some: `datapoints` of the last `of` periods."""

    name: str
    about: str
    metrics: dict[str, tuple[str, str, str]]  # id: namespace, metric, statistic
    threshold: float
    period_seconds: int
    datapoints: int
    of: int
    expression: str | None = None
    below: bool = False
    missing_is_bad: bool = False


def resources(watch: Watch) -> Iterator[Resource]:
    """The metric filters, the alarms and the dashboard."""
    if watch.worker_log_group is not None:
        for metric, pattern in WORKER_LINES.items():
            yield _filter(watch.worker_log_group, metric, pattern)
    for alarm in _alarms(watch):
        yield _resource(alarm, watch)
    yield Resource(
        "Dashboard",
        "AWS::CloudWatch::Dashboard",
        "What the alarms look at, and what sales asks.",
        {"DashboardName": watch.name, "DashboardBody": JsonText(_dashboard(watch))},
    )


# fmt: off
def _alarms(watch: Watch) -> list[_Alarm]:
    s3 = {
        "puts":    ("AWS/S3", "PutRequests", "Sum"),
        "refused": ("AWS/S3", "4xxErrors",   "Sum"),
        "failed":  ("AWS/S3", "5xxErrors",   "Sum"),
    }
    calls = {"calls": (NAMESPACE, "_m_calls", "Sum")}
    alarms = [
        _Alarm("NoCallsLanded", f"Nothing landed in {watch.quiet_hours} h.", s3, 1, 3600,
               watch.quiet_hours, watch.quiet_hours, LANDED, below=True, missing_is_bad=True),
        _Alarm("PutsRefused", "For an hour workers put and the bucket took nothing. Try: aftercall doctor",
               s3, 0, 900, 4, 4, f"IF(FILL(puts, 0) > 0 AND {LANDED} <= 0, 1, 0)"),
        _Alarm("LandingBehind", "For three hours fewer records landed than four fifths of the calls that were logged. "
               "Try: aftercall status", {**s3, **calls}, 0, 3600, 3, 3,
               f"IF(FILL(calls, 0) > 0 AND {LANDED} < 0.8 * FILL(calls, 0), 1, 0)"),
        # A log event bears the latency of each of its turns, so this is a percentile over turns.
        _Alarm("SlowReplies", "One reply in twenty comes later than 1.5 s: the p95 of end-to-end latency over turns.",
               {"e2e": (NAMESPACE, "_m_e2e_ms", "p95")}, 1500, 900, 3, 4),
        _Alarm("CostPerCall", f"A call costs more than {watch.cost_per_call_usd} USD, on an hour's average.",
               {"cost": (NAMESPACE, "_m_cost_usd", "Average")}, float(watch.cost_per_call_usd), 3600, 2, 3),
    ]
    if watch.worker_log_group is not None:
        alarms += [
            _Alarm("DeliveryFails", "A sink does not take records; they are kept. Try: aftercall status",
                   {"kept": (NAMESPACE, "kept", "Sum")}, 0, 300, 2, 3),
            # A sink that fails is tried at least every five minutes: quiet means that nothing waits, or nobody ships.
            _Alarm("Backlog", "For an hour a sink has not taken what waits. Try: aftercall status",
                   {"kept": (NAMESPACE, "kept", "Sum")}, 0, 600, 6, 6),
            *(
                _Alarm(f"Records{metric.capitalize()}", about, {metric: (NAMESPACE, metric, "Sum")}, 0, 300, 1, 1)
                for metric, about in (
                    ("buried", "A sink can never take some record. Try: aftercall status"),
                    ("lost", "Spool and sink both failed, and a record is gone. Try: aftercall doctor"),
                )
            ),
        ]
    return alarms
# fmt: on


def _resource(alarm: _Alarm, watch: Watch) -> Resource:
    told = {} if watch.topic is None else {"AlarmActions": [watch.topic], "OKActions": [watch.topic]}
    properties = {
        "AlarmName": f"{watch.name}-{alarm.name}",
        "AlarmDescription": alarm.about,
        "ComparisonOperator": "LessThanThreshold" if alarm.below else "GreaterThanThreshold",
        "Threshold": alarm.threshold,
        "DatapointsToAlarm": alarm.datapoints,
        "EvaluationPeriods": alarm.of,
        "TreatMissingData": _MISSING_IS[alarm.missing_is_bad],
        **(_of_one(alarm) if alarm.expression is None else _of_many(alarm, watch)),
        **told,
    }
    return Resource(alarm.name, "AWS::CloudWatch::Alarm", alarm.about, properties)


def _of_one(alarm: _Alarm) -> dict[str, Any]:
    ((namespace, metric, statistic),) = alarm.metrics.values()
    kind = "ExtendedStatistic" if statistic.startswith("p") else "Statistic"
    return {"Namespace": namespace, "MetricName": metric, "Period": alarm.period_seconds, kind: statistic}


def _of_many(alarm: _Alarm, watch: Watch) -> dict[str, Any]:
    queries: list[dict[str, Any]] = [
        {
            "Id": name,
            "MetricStat": {
                "Metric": _metric(namespace, metric, watch),
                "Period": alarm.period_seconds,
                "Stat": statistic,
            },
            "ReturnData": False,
        }
        for name, (namespace, metric, statistic) in alarm.metrics.items()
    ]
    queries.append({"Id": "result", "Expression": alarm.expression, "Label": alarm.name, "ReturnData": True})
    return {"Metrics": queries}


def _metric(namespace: str, metric: str, watch: Watch) -> dict[str, Any]:
    dimensions = {"BucketName": watch.bucket, "FilterId": watch.name} if namespace == "AWS/S3" else {}
    found: dict[str, Any] = {"Namespace": namespace, "MetricName": metric}
    if dimensions:
        found["Dimensions"] = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    return found


def _filter(log_group: str, metric: str, pattern: str) -> Resource:
    return Resource(
        f"{metric.capitalize()}Lines",
        "AWS::Logs::MetricFilter",
        f"Counts the worker's log lines that say {pattern}.",
        {
            "LogGroupName": log_group,
            "FilterName": f"{NAMESPACE}-{metric}",
            "FilterPattern": pattern,
            "MetricTransformations": [
                {"MetricNamespace": NAMESPACE, "MetricName": metric, "MetricValue": "1", "DefaultValue": 0}
            ],
        },
    )


def _dashboard(watch: Watch) -> dict[str, Any]:
    s3 = ["BucketName", watch.bucket, "FilterId", watch.name]
    # fmt: off
    charts: list[tuple[str, str, list[list[Any]]]] = [
        ("Calls, and what landed", "Sum", [
            [NAMESPACE, "_m_calls", {"label": "calls logged", "id": "calls"}],
            ["AWS/S3", "PutRequests", *s3, {"id": "puts", "visible": False}],
            ["AWS/S3", "4xxErrors", *s3, {"id": "refused", "visible": False}],
            ["AWS/S3", "5xxErrors", *s3, {"id": "failed", "visible": False}],
            [{"expression": LANDED, "label": "records landed", "id": "landed"}],
        ]),
        ("End-to-end latency of a turn, ms", "p95", [
            [NAMESPACE, "_m_e2e_ms", {"label": "median", "stat": "p50"}],
            [NAMESPACE, "_m_e2e_ms", {"label": "p95"}],
        ]),
        ("Cost per call, USD", "Average", [[NAMESPACE, "_m_cost_usd", {"label": "mean"}]]),
        ("Cost, USD", "Sum", [[NAMESPACE, "_m_cost_usd", {"label": "of all calls"}]]),
        ("Duration of a call, s", "p50", [
            [NAMESPACE, "_m_duration_seconds", {"label": "median"}],
            [NAMESPACE, "_m_duration_seconds", {"label": "p90", "stat": "p90"}],
        ]),
        ("Qualified leads", "Sum", [[NAMESPACE, "_m_qualified_leads", {"label": "sales-ready"}]]),
        ("Errors in calls", "Sum", [[NAMESPACE, "_m_errors", {"label": "errors"}]]),
    ]
    # fmt: on
    if watch.worker_log_group is not None:
        charts.append(("Records kept, buried, lost", "Sum", [[NAMESPACE, metric] for metric in WORKER_LINES]))
    return {
        "widgets": [
            {
                "type": "metric",
                "x": at % 2 * 12,
                "y": at // 2 * 6,
                "width": 12,
                "height": 6,
                "properties": {
                    "title": title,
                    "region": "${AWS::Region}",
                    "stat": statistic,
                    "period": 3600,
                    "metrics": metrics,
                },
            }
            for at, (title, statistic, metrics) in enumerate(charts)
        ]
    }
