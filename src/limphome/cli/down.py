"""`limphome down`: end what `limphome up` started in this ROS domain."""

import os
import signal
import time
from typing import Any, Dict

import typer

from limphome.cli.output import JSON, emit
from limphome.cli.verb_app import verb_app

app = verb_app()


@app.command(epilog="Example: ROS_DOMAIN_ID=7 limphome down")
def down(
    timeout: float = typer.Option(20.0, min=1.0, help="Seconds after which the starter is killed (its nodes end with it)."),
    as_json: bool = JSON,
) -> None:
    """End the nodes that run in this ROS_DOMAIN_ID, in order; nothing to end is no error."""
    from limphome.nodes.domain_lock import DomainLock, domain_id
    from limphome.nodes.shared_memory import clean_dead_segments

    lock = DomainLock(domain_id())
    holder = lock.holder()
    pid = int(holder.get("pid", 0))
    if pid:
        os.kill(pid, signal.SIGTERM)
        deadline_s = time.monotonic() + timeout
        while lock.holder() and time.monotonic() < deadline_s:
            time.sleep(0.05)
        if lock.holder():
            os.kill(pid, signal.SIGKILL)
    cleaned = clean_dead_segments()
    result: Dict[str, Any] = {"domain": lock.domain, "ended_pid": pid or None, "shared_memory_removed": len(cleaned)}
    text = f"ended process {pid} in domain {lock.domain}" if pid else f"nothing of limphome runs in domain {lock.domain}"
    emit(result, as_json, lambda: typer.echo(text))
