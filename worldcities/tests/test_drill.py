"""The drill sees what is lost and what is doubled; the drill itself is `make drill`, which takes minutes."""

from collections import Counter
from types import SimpleNamespace

import pytest

from bench.drill import judge

pytestmark = pytest.mark.one_database

WELL = {
    "history": ["Send the plan", "Send the plan aa", "Send the plan bb"],
    "mails": [["sent", "<1@x>"], ["lost", "<2@x>"], ["unsure", "<3@x>"]],
    "exports": [["ready", 22, 22]],
    "tasks": {"SUCCESSFUL": 3},
}
TAKEN = Counter({"<1@x>": 1, "<3@x>": 1})


def faults(stand=None, taken=TAKEN, saved=("aa", "bb"), wrong=()):
    saver = SimpleNamespace(saved=list(saved), unheard=1, wrong=list(wrong))
    return judge([saver], WELL | (stand or {}), taken)[0]


def test_it_finds_nothing_where_all_is_well():
    assert faults() == []


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"saved": ("aa", "bb", "cc")}, "the save cc stands 0 times"),
        ({"stand": {"history": ["plan aa", "plan bb", "plan bb"]}}, "the save bb stands 2 times"),
        ({"wrong": ["aa: 500"]}, "aa: 500"),
        ({"taken": TAKEN + Counter(["<1@x>"])}, "the mail <1@x> is sent and was taken 2 times"),
        ({"taken": Counter(["<3@x>"])}, "the mail <1@x> is sent and was taken 0 times"),
        ({"taken": TAKEN + Counter(["<3@x>"])}, "the mail <3@x> is unsure and was taken 2 times"),
        ({"stand": {"mails": [["queued", "<2@x>"]]}}, "the mail <2@x> is queued and was taken 0 times"),
        ({"stand": {"exports": [["running", None, 0]]}}, "the archive: [['running', None, 0]]"),
        ({"stand": {"exports": [["ready", 22, 21]]}}, "the archive: [['ready', 22, 21]]"),
        ({"stand": {"exports": [["ready", 22, 22]] * 2}}, "the archive: [['ready', 22, 22], ['ready', 22, 22]]"),
        ({"stand": {"exports": []}}, "the archive: []"),
    ],
)
def test_it_names_each_loss_and_each_double(given, fault):
    assert faults(**given) == [fault]
