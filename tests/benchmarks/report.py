"""The results as a table and a plot."""

from __future__ import annotations

from html import escape
from math import log10
from typing import Any


def markdown(found: dict[str, Any]) -> str:
    """Everything that was found, for people."""
    machine, file, processes = found["machine"], found["file"], found["processes"]
    imports, first = found["imports"], found["stages"]["all: the first presign()"]
    described = "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in machine.items())
    return "\n".join(
        [
            f"# Presigning, {found['date']}",
            "",
            f"{described}. One core and one process each, {found['rounds']} rounds in which all take turns; "
            "each right behind presign_many. Times are of the processor, as medians; ratios are medians of the ratios "
            "of two neighbours.",
            "",
            f"![Time for one link]({found['date']}.svg)",
            "",
            "| signer | version | hard keys | µs a link | × boto3 | presign_many is faster by |",
            "|---|---|---|--:|--:|--:|",
            *(_row(name, peer) for name, peer in ordered(found)),
            "",
            "Hard keys: `=` has the signature of boto3 at the same instant, for seven keys with reserved characters, "
            "`%`, `//`, dots, Unicode and control characters.",
            "",
            f"- presign_many takes {_above_floor(found):.2f} times as long as hashlib takes for the same bytes alone; "
            f"{_above_floor(found, ', mixed keys'):.2f} times where one key in eight has bytes to encode (mixed keys).",
            f"- {found['links']:,} links by write_links, from a listing of keys to a file: {file['seconds']:.2f} s "
            f"({file['processor_seconds']:.2f} s of processor), {file['peak_megabytes']:.0f} MB at the peak"
            f"{_load(file)}.",
            f"- Two processes with a shard each: {processes['two_processes_are_faster_by']:.2f} times as fast as one"
            f"{_load(processes)}.",
            *(f"- `{what}`: {ms:.1f} ms above a bare Python." for what, ms in imports["milliseconds"].items()),
            f"- Importing PresignForm takes {imports['form_to_anywidget']:.2f} times as long as importing anywidget, "
            "which it needs.",
            "",
            "| stage of one presign() | µs | share |",
            "|---|--:|--:|",
            *(f"| {stage} | {spent:.1f} | {spent / first:.0%} |" for stage, spent in found["stages"].items()),
            "",
        ]
    )


def _load(section: dict[str, Any]) -> str:
    return f"; the load of the machine was {section['load']:.1f} before" if "load" in section else ""


def _above_floor(found: dict[str, Any], keys: str = "") -> float:
    ours, floor = (found["peers"][name + keys] for name in ("cosnb presign_many", "hashlib alone"))
    return float(ours["presign_many_is_faster_by"] / floor["presign_many_is_faster_by"])


def ordered(found: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Signers, the fastest first."""
    return sorted(found["peers"].items(), key=lambda item: float(item[1]["presign_many_is_faster_by"]))


def _row(name: str, peer: dict[str, Any]) -> str:
    return (
        f"| {name} | {peer['version'] or ''} | {peer['verdict']} | {peer['microseconds']:.3g} "
        f"| {peer['faster_than_boto3_by']:.3g} | {peer['presign_many_is_faster_by']:.3g} |"
    )


def plot(found: dict[str, Any]) -> str:
    """Bars on a logarithmic scale, as SVG."""
    rows = [(name, float(peer["presign_many_is_faster_by"])) for name, peer in ordered(found)]
    left, width, line = 250, 430, 26
    height = line * len(rows) + 70
    least, most = 0.5, max(ratio for _, ratio in rows)

    def x(ratio: float) -> float:
        return left + width * log10(ratio / least) / log10(most / least)

    bars = []
    for number, (name, ratio) in enumerate(rows):
        y, end = 40 + line * number, x(ratio)
        colour = "#0f62fe" if name.startswith("cosnb") else "#8d8d8d"
        bars.append(
            f'<text x="{left - 8}" y="{y + 15}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="{left}" y="{y}" width="{end - left:.1f}" height="{line - 6}" fill="{colour}"/>'
            f'<text x="{end + 6:.1f}" y="{y + 15}">{ratio:.3g}</text>'
        )
    ticks = [
        f'<path d="M{x(tick):.1f} 36V{height - 30}" stroke="#8886"/>'
        f'<text x="{x(tick):.1f}" y="{height - 12}" text-anchor="middle">{tick}</text>'
        for tick in (1, 10, 100)
        if tick <= most
    ]
    title = f"Time for one presigned URL, in times of presign_many, {found['date']} (logarithmic)"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 70} {height}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="13"><title>{title}</title>'
        f'<rect width="100%" height="100%" fill="#fff"/><text x="12" y="22" font-size="15">{title}</text>'
        f"{''.join(ticks)}{''.join(bars)}</svg>\n"
    )
