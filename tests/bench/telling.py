"""What was measured, as a table and as bench.json."""

import json
import os
from typing import Any

from hearme.launch import local

Results = dict[str, Any]


def table(results: Results) -> None:
    """Print what was measured, each lane below the other."""
    for lane, tell in TELLERS.items():
        if results.get(lane):
            tell(results[lane])


def write(results: Results) -> None:
    """Keep all numbers in the data folder."""
    folder = local.data_folder(os.environ)
    folder.create()
    file = folder.path / "bench.json"
    file.write_text(json.dumps(results, indent=2))
    print(f"\nwritten to {file}")


# ------------------------------------------------------------------ customers
def _phone(found: Results) -> None:
    print(
        f"\nfirst control on a slow phone: {found['p50_ms']:.0f} ms (median), "
        f"{found['slowest_ms']:.0f} ms (slowest)"
    )


def _answers(found: Results) -> None:
    print(f"\n{'':<14}{'CPU µs':>8}{'web':>7}{'postgres':>10}{'rest':>7}{'per second':>12}")
    for name in ("page view", "response"):
        cpu = found[name]["cpu_us"]
        rest = cpu["all"] - cpu["web"] - cpu["postgres"]
        print(
            f"{name:<14}{cpu['all']:>8.0f}{cpu['web']:>7.0f}{cpu['postgres']:>10.0f}{rest:>7.0f}"
            f"{found[name]['per_second']:>12.0f}"
        )
    limit = found["one-row INSERT"]["per_second"]
    share = found["response"]["per_second"] / limit
    print(f"\npage: {found['page view']['bytes']:,} bytes compressed")
    print(f"one-row INSERT by pgbench: {limit:,.0f} a second; responses: {share:.0%} of that")


# ------------------------------------------------------------------ reports
def _recount(found: Results) -> None:
    print(f"\n{'recount':<22}{'seconds':>9}{'postgres s':>12}{'per second':>12}")
    for name in ("fix", "check"):
        each = found[name]
        print(
            f"--{name:<20}{each['seconds']:>9.1f}{each['postgres_cpu_s']:>12.1f}"
            f"{each['per_second']:>12,.0f}  {each['said']}"
        )


def _reports(found: Results) -> None:
    sizes = list(next(iter(found.values())))
    heads = "".join(f"{int(size):>14,} p50{'slowest':>9}{'web':>6}{'db':>6}" for size in sizes)
    print(f"\n{'milliseconds':<12}{heads}{'ratio':>7}")
    for page, by_size in found.items():
        cells = "".join(
            f"{each['p50_ms']:>18.0f}{each['slowest_ms']:>9.0f}"
            f"{each['web_cpu_ms']:>6.0f}{each['postgres_cpu_ms']:>6.0f}"
            for each in by_size.values()
        )
        first, last = (by_size[size]["p50_ms"] for size in (sizes[0], sizes[-1]))
        print(f"{page:<12}{cells}{last / first:>7.2f}")
    print("web, db: CPU time of one page in the web server and in PostgreSQL")


def _search(found: Results) -> None:
    print(f"\n{'comments, ms':<22}{'p50':>6}{'slowest':>9}{'web':>6}{'db':>6}")
    for name, each in found.items():
        print(
            f"{name:<22}{each['p50_ms']:>6.0f}{each['slowest_ms']:>9.0f}"
            f"{each['web_cpu_ms']:>6.0f}{each['postgres_cpu_ms']:>6.0f}"
        )


def _export(found: Results) -> None:
    print(
        f"\nCSV of {found['responses']:,} responses: {found['per_second']:,.0f} a second, "
        f"{found['megabytes']:,.0f} MB, at most {found['peak_memory_mb']:.0f} MB of memory"
    )


def _freshness(found: Results) -> None:
    print(
        f"\nfrom answer to report at {found['per_second']:.0f} responses a second "
        f"({found['responses']:,}): {found['p50_s']:.2f} s (median), "
        f"{found['p99_s']:.2f} s (99 %), {found['slowest_s']:.2f} s (slowest)"
    )


TELLERS = {
    "phone": _phone,
    "answers": _answers,
    "recount": _recount,
    "reports": _reports,
    "search": _search,
    "export": _export,
    "freshness": _freshness,
}
