#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""plot.py FROM TO: draws what growth.sh measured in FROM as SVG files in TO.

Both axes are logarithmic, so whatever is linear has the slope of the dashed line.
Says of each series by what power of its size it grows at its end, and fails where
that is more than linear.
"""
import math
import os
import sys

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 400, 70, 50, 30, 170
COLOURS = ["#0b5394", "#b45f06", "#38761d", "#741b47", "#444444", "#990000"]
FIGURES = {
    "reports": ("reports.txt", "Reports of one chip", "reports", "seconds, together", ["reports"]),
    "memory": ("reports.txt", "Memory of the process", "reports", "MiB", ["memory"]),
    "chips": ("chips.txt", "Reports of chips not seen before", "chips", "seconds, together",
              ["chips"]),
    "tables": ("tables.txt", "One report with a table", "entries", "seconds", ["tables"]),
    "policies": ("policies.txt", "One report under a policy", "measurements", "seconds",
                 ["policies"]),
    "hostile": ("hostile-growth.txt", "Hostile evidence, beyond a genuine one", "KiB", "seconds",
                None),
}
# Noise and caches: what is quadratic has 2.
STEEPEST = 1.15


def read(path, names):
    """{name: [(number, value)]}, without what was too short to be measured."""
    series = {}
    with open(path, encoding="ascii") as lines:
        for line in lines:
            name, number, value = line.split()
            if (names is None or name in names) and float(value) > 0:
                series.setdefault(name, []).append((float(number), float(value)))
    return series


def slope(points):
    """The power of growth over the last decade: least squares of the logarithms."""
    last = [p for p in points if p[0] * 10 >= points[-1][0]]
    logs = [(math.log(x), math.log(y)) for x, y in last]
    mean_x = sum(x for x, _ in logs) / len(logs)
    mean_y = sum(y for _, y in logs) / len(logs)
    spread = sum((x - mean_x) ** 2 for x, _ in logs)
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / spread if spread else 0.0


def decades(values):
    """Powers of ten around them."""
    low = math.floor(math.log10(min(values)))
    return low, max(low + 1, math.ceil(math.log10(max(values)) - 1e-9))


def draw(title, x_name, y_name, series):
    """One SVG."""
    x_low, x_high = decades([x for points in series.values() for x, _ in points])
    y_low, y_high = decades([y for points in series.values() for _, y in points])

    def across(x):
        return LEFT + (math.log10(x) - x_low) / (x_high - x_low) * (WIDTH - LEFT - RIGHT)

    def up(y):
        return HEIGHT - BOTTOM - (math.log10(y) - y_low) / (y_high - y_low) * (
            HEIGHT - BOTTOM - TOP)

    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
           'font-family="sans-serif" font-size="12">',
           "<!-- SPDX-License-Identifier: MIT -->",
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
           f'<text x="{LEFT}" y="18" font-size="14">{title}</text>']
    for power in range(x_low, x_high + 1):
        x = across(10 ** power)
        out.append(f'<path d="M{x:.1f} {TOP}V{bottom}" stroke="#dddddd"/>'
                   f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">'
                   f'{10 ** power:g}</text>')
    for power in range(y_low, y_high + 1):
        y = up(10 ** power)
        out.append(f'<path d="M{LEFT} {y:.1f}H{right}" stroke="#dddddd"/>'
                   f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">'
                   f'{10 ** power:g}</text>')
    out.append(f'<text x="{(LEFT + right) / 2:.0f}" y="{bottom + 36}" '
               f'text-anchor="middle">{x_name}</text>'
               f'<text transform="translate(14 {(TOP + bottom) / 2:.0f}) rotate(-90)" '
               f'text-anchor="middle">{y_name}</text>')
    # Linear, through the lower left corner as far as it goes.
    run = min(x_high - x_low, y_high - y_low)
    out.append(f'<path d="M{across(10 ** x_low):.1f} {up(10 ** y_low):.1f}'
               f'L{across(10 ** (x_low + run)):.1f} {up(10 ** (y_low + run)):.1f}" '
               'stroke="#999999" stroke-dasharray="4 4"/>')
    for i, (name, points) in enumerate(series.items()):
        colour = COLOURS[i % len(COLOURS)]
        path = "L".join(f"{across(x):.1f} {up(y):.1f}" for x, y in points)
        out.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
                   f'<text x="{right + 8}" y="{TOP + 12 + 16 * i}" fill="{colour}" '
                   f'font-size="11">{name.replace("_", " ")}</text>')
    out.append("</svg>")
    return "\n".join(out) + "\n"


def main():
    """Draws all; 1 where something grows faster than linear."""
    source, target = sys.argv[1:]
    status = 0
    os.makedirs(target, exist_ok=True)
    for figure, (name, title, x_name, y_name, names) in FIGURES.items():
        series = read(os.path.join(source, name), names)
        with open(os.path.join(target, figure + ".svg"), "w", encoding="ascii") as file:
            file.write(draw(title, x_name, y_name, series))
        for one, points in series.items():
            power = slope(points)
            print(f"{one:<32} to {points[-1][0]:>9g}: {points[-1][1]:<10g} "
                  f"grows by the power {power:.2f}{'' if power <= STEEPEST else ', TOO FAST'}")
            status |= power > STEEPEST
    return status


if __name__ == "__main__":
    sys.exit(main())
