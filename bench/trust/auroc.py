"""Area under the ROC curve of the score for strange pictures, from answers of 'graft predict --json'.

usage: auroc.py IN.json NAME=OUT.json ...; IN holds pictures like those of the training, each OUT others.
"""
import json
import sys
from bisect import bisect_left, bisect_right


def answers(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def area(ordinary, strange):
    """The share of pairs in which the strange picture has the higher score; ties count half."""
    ordinary = sorted(ordinary)
    return sum(bisect_left(ordinary, s) + bisect_right(ordinary, s) for s in strange) / (2 * len(ordinary) * len(strange))


def scores(pictures):
    return [p["distribution"]["score"] for p in pictures]


def doubts(pictures):
    return [-p["predictions"][0]["probability"] for p in pictures]


def named(pictures):
    return sum(p["distribution"]["unfamiliar"] for p in pictures)


ordinary = answers(sys.argv[1])
print(f"{len(ordinary)} ordinary pictures, {named(ordinary)} of them called strange\n")
print("| | pictures | score | largest probability | called strange |")
print("|---|---|---|---|---|")
for name, path in (argument.split("=", 1) for argument in sys.argv[2:]):
    others = answers(path)
    print(f"| {name} | {len(others)} | {area(scores(ordinary), scores(others)):.3f} | {area(doubts(ordinary), doubts(others)):.3f} | {named(others)} |")
