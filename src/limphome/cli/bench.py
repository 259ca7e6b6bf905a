"""``limphome bench``: how fast the simulator and the whole loop are on this machine."""

import tempfile
import time
from pathlib import Path
from typing import Any, Dict

import typer

from limphome.cli.output import JSON, console, emit
from limphome.cli.verb_app import verb_app

app = verb_app()


@app.command(epilog="Example: limphome bench crowded_yard --seconds 60")
def bench(
    scenario: str = typer.Argument("crowded_yard", metavar="SCENARIO", help="A name from config/scenarios or a YAML file."),
    seconds: float = typer.Option(20.0, "--seconds", min=1.0, help="Simulated seconds for each figure of the simulator."),
    seed: int = typer.Option(0, "--seed", min=0, help="Of the world and the sensors."),
    two: bool = typer.Option(False, "--two", help="Also two runs at once against one; wants an idle machine."),
    as_json: bool = JSON,
) -> None:
    """Measure the simulator with and without its camera, and the whole lockstep loop with network, monitors and diagnosis.

    Figures are simulated seconds for each second of one core (CPU time of this process). Other load changes them less than
    times of the clock, but it does: cores share cache, memory and clock rate.
    """
    from limphome.simulation.scenario import load_scenario

    load_scenario(scenario)
    screen = console(as_json)
    screen.print(f"measuring {scenario}: simulator, then the whole loop")
    result = {**measure(scenario, seed, seconds), **(measure_two(scenario, seed) if two else {})}
    emit(result, as_json, lambda: _show(result))


def measure(scenario: str, seed: int, seconds: float) -> Dict[str, Any]:
    """The figures, ready for JSON."""
    from limphome.resources.machine import cpu_model, versions
    from limphome.simulation import closed_loop

    blind_s, _ = _simulate(scenario, seed, seconds, camera=False)
    seeing_s, frames = _simulate(scenario, seed, seconds, camera=True)
    before_s = time.process_time()
    result = closed_loop.run(scenario, seed)
    loop_s = time.process_time() - before_s
    return {
        "scenario": scenario,
        "seed": seed,
        "simulator_without_camera": round(seconds / blind_s, 1),
        "simulator_with_camera": round(seconds / seeing_s, 1),
        "frames_per_s": round(frames / (seeing_s - blind_s), 1),
        "whole_loop": round(result.as_dict()["sim_s"] / loop_s, 2),
        "cpu": cpu_model(),
        "versions": versions(),
    }


def measure_two(scenario: str, seed: int) -> Dict[str, Any]:
    """What two runs at once get done over one alone, and the same of a plain loop, which shows what the machine allows."""
    from limphome.simulation.two_at_once import two_at_once, two_at_once_plain

    return {"two_at_once": round(two_at_once(scenario, seed), 2), "two_at_once_plain": round(two_at_once_plain(), 2)}


def _simulate(scenario: str, seed: int, seconds: float, camera: bool) -> Any:
    """CPU seconds for ``seconds`` of simulation, and the frames that were rendered."""
    from limphome.core import topics
    from limphome.simulation.scenario import load_scenario, write_world
    from limphome.simulation.simulator import Simulator
    from limphome.simulation.simulator_config import SimulatorConfig

    with tempfile.TemporaryDirectory() as folder:
        simulator = Simulator(write_world(load_scenario(scenario), seed, Path(folder)), seed, SimulatorConfig(camera=camera))
    try:
        simulator.advance(1.0)  # the first pictures compile shaders
        before_s = time.process_time()
        messages = simulator.advance(1.0 + seconds)
        return time.process_time() - before_s, sum(topic == topics.CAMERA for topic, _ in messages)
    finally:
        simulator.close()


def _show(result: Dict[str, Any]) -> None:
    typer.echo(f"simulator without camera  {result['simulator_without_camera']:8.1f} simulated seconds a core-second")
    typer.echo(f"simulator with camera     {result['simulator_with_camera']:8.1f} simulated seconds a core-second")
    typer.echo(f"camera                    {result['frames_per_s']:8.1f} frames a core-second")
    typer.echo(f"whole loop                {result['whole_loop']:8.2f} simulated seconds a core-second (with start-up)")
    if "two_at_once" in result:
        plain = result["two_at_once_plain"]
        typer.echo(f"two runs at once          {result['two_at_once']:8.2f} times one (a plain Python loop: {plain:.2f})")
    typer.echo(result["cpu"])
