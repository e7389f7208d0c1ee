"""Vérifier l'histoire d'un carnet téléchargé, sans rien installer : Python 3.11, et rien d'autre.

    python verify_carnet.py histoire.json [sceaux.jsonl]

Chaque trace contient le condensé (SHA-256) de celle d'avant. Une trace changée, retirée ou déplacée se voit ; une fin
coupée se voit contre un sceau. « sceaux.jsonl » est le fichier que l'opérateur écrit hors de sa base, une ligne par
heure ; sa signature (Ed25519) se vérifie avec un autre outil : ce programme compare les racines.
"""

import hashlib
import json
import sys
from datetime import UTC, datetime


def digest(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value: object) -> str:
    """The one way in which a value is written."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def moment(text: str) -> str:
    """A time in UTC with microseconds."""
    return datetime.fromisoformat(text).astimezone(UTC).isoformat(timespec="microseconds")


def link(before: str, act: dict) -> str:
    """The digest of an act after the one before."""
    subject, alert = act["subject_id"] or "", bool(act["alert"])
    clear = [before, act["seq"], moment(act["at"]), act["kind"], act["actor_kind"], subject, alert, act["told"]]
    return digest(canonical(clear))


def check_acts(carnet_id: str, acts: list[dict]) -> list[str]:
    """What is wrong with the chain."""
    before = digest(f"carnet-trail/2 {carnet_id}")
    for number, act in enumerate(sorted(acts, key=lambda one: one["seq"]), 1):
        who = canonical([act["actor_name"], act["structure_name"], act["detail"]])
        if act["seq"] != number:
            return [f"la trace {number} manque"]
        if act["salt"] and act["told"] != digest(f"{act['salt']} {who}"):
            return [f"la trace {number} ne dit plus la même chose"]
        if act["hash"] != link(before, act):
            return [f"la trace {number} a été changée"]
        before = act["hash"]
    return []


def node(left: str, right: str) -> str:
    """Two digests of a Merkle tree (RFC 9162) become one."""
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def check_seal(carnet_id: str, acts: dict[int, dict], seal: dict) -> list[str]:
    """What is wrong with one seal."""
    name = f"sceau {seal['number']}"
    act = acts.get(seal["seq"])
    if act is None or act["hash"] != seal["hash"]:
        return [f"{name} : la trace {seal['seq']} n'est pas celle qui a été scellée"]
    leaf = canonical([carnet_id, seal["seq"], seal["hash"]])
    root = hashlib.sha256(b"\x00" + leaf.encode()).hexdigest()
    for side, other in seal["path"]:
        root = node(other, root) if side == "left" else node(root, other)
    return [] if digest(f"{seal['before']} {root}") == seal["root"] else [f"{name} : la racine est fausse"]


def check_outside(seals: list[dict], lines: list[dict]) -> list[str]:
    """Seals that are not those of the file outside."""
    roots = {line["number"]: line["root"] for line in lines}
    return [
        f"sceau {one['number']} : il n'est pas au-dehors" for one in seals if roots.get(one["number"]) != one["root"]
    ]


def main(arguments: list[str]) -> int:
    """0 when everything holds, 1 when something was changed, 2 when there is nothing to read."""
    if len(arguments) not in (1, 2):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    with open(arguments[0], encoding="utf-8") as given:  # noqa: PTH123 - one file that anybody can read
        carnet = json.load(given)
    acts, seals = carnet["act"], carnet["seals"]
    problems = check_acts(carnet["carnet_id"], acts)
    for seal in seals:
        problems += check_seal(carnet["carnet_id"], {act["seq"]: act for act in acts}, seal)
    if len(arguments) > 1:
        with open(arguments[1], encoding="utf-8") as outside:  # noqa: PTH123
            problems += check_outside(seals, [json.loads(line) for line in outside])
    for problem in problems:
        sys.stdout.write(f"CHANGÉ : {problem}\n")
    if not problems:
        sealed = max((seal["seq"] for seal in seals), default=0)
        sys.stdout.write(f"ENTIER : {len(acts)} traces, dont {sealed} sous sceau, {len(seals)} sceaux.\n")
    # Une trace dont la clé a été détruite garde sa place et son moment, et n'a plus ni nom ni détail.
    silent = sum(not act["salt"] for act in acts)
    if silent:
        sys.stdout.write(f"{silent} traces n'ont plus leurs mots : rien ne peut être dit de ceux-ci.\n")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
