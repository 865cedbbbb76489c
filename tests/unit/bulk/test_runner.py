"""The run: order, resume after kills, workers that die, a full disk, Ctrl-C, and what may not be touched."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from stand_in import InlineCrew, StandIn, clean_all, contents

from cleaner.bulk.crew import NoWorkers
from cleaner.bulk.formats import stream
from cleaner.bulk.formats.piece import Fields
from cleaner.bulk.inputs import BadInput, find_inputs
from cleaner.bulk.manifest import Busy, Manifest
from cleaner.bulk.progress import Quiet
from cleaner.bulk.runner import CannotResume, CannotWrite, Settings, run

RUN = [sys.executable, str(Path(__file__).with_name("stand_in.py"))]
KILLS = 3
CTRL_C_SECONDS = 5.0
"""Issue 5 allows two between Ctrl-C and the end; the machine may be busy."""


def lines(count, of="Subscribe {0}\\nLine {0} stays."):
    """JSON Lines."""
    return "".join(f'{{"n": {n}, "text": "{of.format(n)}"}}\n' for n in range(count)).encode()


@pytest.fixture
def source(tmp_path):
    """A folder of inputs: plain, packed and damaged."""
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.jsonl").write_bytes(lines(600))
    (folder / "deep" / "b.jsonl.gz").write_bytes(gzip.compress(lines(3000))[:-200])
    (folder / "c.txt").write_text("Subscribe\nKept.\n")
    (folder / "d.jsonl").write_bytes(lines(200) + b"{broken\n" + lines(200, "SLOW {0}"))
    return folder


@pytest.fixture
def small_reads(monkeypatch):
    """Small inputs have many pieces."""
    monkeypatch.setattr(stream, "READ_BYTES", 4096)


@pytest.fixture
def inline(monkeypatch):
    """Without processes."""
    monkeypatch.setattr("cleaner.bulk.runner.Crew", InlineCrew)


@pytest.mark.usefixtures("small_reads")
def test_workers_change_nothing_but_the_time(source, tmp_path, monkeypatch):
    """Two processes give the bytes that one process gives, in the order of the input."""
    clean_all([str(source)], str(tmp_path / "two"), workers=2)
    monkeypatch.setattr("cleaner.bulk.runner.Crew", InlineCrew)
    clean_all([str(source)], str(tmp_path / "one"))

    assert contents(tmp_path / "two") == contents(tmp_path / "one")
    numbers = [json.loads(line)["n"] for line in (tmp_path / "two" / "a.jsonl").read_bytes().splitlines()]
    assert numbers == list(range(600))


@pytest.mark.usefixtures("small_reads", "inline")
def test_killed_run_resumes_to_the_same_bytes(source, tmp_path):
    """The parent is killed at random moments; what ends the job equals a run that was left alone."""
    clean_all([str(source)], str(tmp_path / "whole"))
    out, moments = tmp_path / "out", random.Random(5)
    for number in range(KILLS):
        process = subprocess.Popen([*RUN, str(source), str(out), *(["--resume"] if number else [])])
        time.sleep(moments.uniform(0.5, 1.6))
        process.kill()
        process.wait()
    subprocess.run([*RUN, str(source), str(out), "--resume"], check=True)

    assert contents(out) == contents(tmp_path / "whole")


@pytest.mark.usefixtures("small_reads")
def test_killed_workers_cost_a_retry(source, tmp_path, monkeypatch):
    """Workers that are killed from outside are replaced; nothing is lost, and no document is blamed."""
    monkeypatch.setattr("cleaner.bulk.crew.Member.give", give_and_kill_every_fourth())
    outcome = clean_all([str(source)], str(tmp_path / "out"))
    monkeypatch.undo()
    monkeypatch.setattr(stream, "READ_BYTES", 4096)
    monkeypatch.setattr("cleaner.bulk.runner.Crew", InlineCrew)
    clean_all([str(source)], str(tmp_path / "whole"))

    assert "worker_died" not in outcome.tally.failures
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def give_and_kill_every_fourth():
    """A `Member.give` after which every fourth worker is killed, at most twice."""
    from cleaner.bulk.crew import Member

    give, count = Member.give, 0

    def give_and_kill(self, task):
        nonlocal count
        give(self, task)
        count += 1
        if count in (4, 8):
            os.kill(self.pid, signal.SIGKILL)

    return give_and_kill


def test_document_that_kills_its_worker_is_set_aside_alone(tmp_path):
    """All others of its piece are cleaned; it passes unchanged and is told."""
    content = lines(40) + b'{"text": "Subscribe\\nDIE"}\n' + lines(40)
    (tmp_path / "a.jsonl").write_bytes(content)
    outcome = clean_all([str(tmp_path / "a.jsonl")], str(tmp_path / "out"))
    cleaned = (tmp_path / "out" / "a.jsonl").read_bytes()

    assert cleaned.count(b"Subscribe") == 1
    assert b'{"text": "Subscribe\\nDIE"}\n' in cleaned
    assert outcome.tally.failures == {"worker_died": 1}
    told = json.loads((tmp_path / "out" / "_failed" / "a.jsonl.jsonl").read_text())
    assert (told["offset"], told["record"]) == (len(lines(40)), "Subscribe\nDIE")


def test_several_guilty_documents_are_all_found(tmp_path):
    """Each costs a worker, none the run."""
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "DIE"}\n{"text": "Subscribe\\na"}\n{"text": "DIE too"}\n')
    outcome = clean_all([str(tmp_path / "a.jsonl")], str(tmp_path / "out"))

    assert outcome.tally.failures == {"worker_died": 2}
    assert b'{"text": "a"}' in (tmp_path / "out" / "a.jsonl").read_bytes()


class Stillborn(StandIn):
    """Dies while it warms up."""

    def text(self, text):
        """Die."""
        os._exit(3)


def test_workers_that_cannot_start_end_the_run(tmp_path):
    """An environment in which no worker lives is said, not tried for ever."""
    (tmp_path / "a.txt").write_text("a")

    with pytest.raises(NoWorkers, match="3 worker processes in a row died while they started"):
        clean_all([str(tmp_path / "a.txt")], str(tmp_path / "out"), cleaner=Stillborn())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root")
@pytest.mark.skipif(shutil.which("mount") is None, reason="there is no mount command")
@pytest.mark.usefixtures("small_reads", "inline")
def test_full_disk_keeps_what_is_whole(tmp_path):
    """The run stops with a message; with room it goes on to the same bytes."""
    source, out = tmp_path / "in", tmp_path / "disk"
    source.mkdir()
    out.mkdir()
    for number in range(6):
        (source / f"{number}.jsonl").write_bytes(lines(4000, "Subscribe\\nLine {0} " + "stays " * 10))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(out)], check=False)
    if mounted.returncode:
        pytest.skip("this machine does not let root mount")
    try:
        with pytest.raises(CannotWrite, match="No space left on device"):
            clean_all([str(source)], str(out))
        done = [name for name in contents(out) if name.endswith(".jsonl")]
        subprocess.run(["mount", "-o", "remount,size=20m", str(out)], check=True)
        clean_all([str(source)], str(out), resume=True)
        clean_all([str(source)], str(tmp_path / "whole"))

        assert 0 < len(done) < 6
        assert contents(out) == contents(tmp_path / "whole")
    finally:
        subprocess.run(["umount", str(out)], check=True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
@pytest.mark.usefixtures("inline")
def test_links_and_pipes_in_a_folder(tmp_path):
    """A link that leads nowhere fails alone, one that leads round ends, a pipe is no file; the rest is cleaned."""
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.jsonl").write_bytes(lines(1))
    (source / "dead.jsonl").symlink_to(tmp_path / "nowhere.jsonl")
    (source / "loop").symlink_to(source)
    (source / "above").symlink_to(tmp_path)
    os.mkfifo(source / "pipe.jsonl")
    outcome = clean_all([str(source)], str(tmp_path / "out"))

    assert list(outcome.failed_files) == ["dead.jsonl"]
    assert outcome.failed_files["dead.jsonl"].startswith("FileNotFoundError")
    assert (tmp_path / "out" / "a.jsonl").exists()


def test_line_of_the_manifest_that_does_not_fit_is_an_error_once(tmp_path, monkeypatch):
    """A full disk is said as what it is, also where the manifest itself is what does not fit."""
    resource = pytest.importorskip("resource", reason="this system has no limit for the size of files")
    (tmp_path / "a.jsonl").write_bytes(lines(1))
    monkeypatch.setattr("cleaner.bulk.runner.Crew", InlineCrew)
    before, ignored = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        with pytest.raises(CannotWrite, match="File too large"):
            clean_all([str(tmp_path / "a.jsonl")], str(tmp_path / "out"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    clean_all([str(tmp_path / "a.jsonl")], str(tmp_path / "out"), resume=True)

    assert (tmp_path / "out" / "a.jsonl").exists()


def test_ctrl_c_stops_soon_and_leaves_nothing_half_written(source, tmp_path):
    """The whole process group gets the signal, as from a terminal; a resume ends the job."""
    (source / "slow.jsonl").write_bytes(lines(3000, "SLOW {0}"))
    out = tmp_path / "out"
    process = subprocess.Popen([*RUN, str(source), str(out)], start_new_session=True, stderr=subprocess.PIPE, text=True)
    while not (out / "a.jsonl").exists():
        time.sleep(0.05)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate()[1]

    assert time.monotonic() - began < CTRL_C_SECONDS
    assert "KeyboardInterrupt" in said
    assert said.count("Traceback") == 1  # the script's own; workers say nothing
    outputs = {path.name for path in out.iterdir()}
    assert outputs <= {"a.jsonl", "c.txt", "d.jsonl", "deep", "_failed", "_work", "_manifest.jsonl"}


@pytest.mark.usefixtures("inline")
class TestResume:
    """What a resume takes over, what it does again, and what it refuses."""

    def test_done_files_are_not_read_again(self, source, tmp_path):
        """The counts are those of the whole, from the manifest."""
        clean_all([str(source)], str(tmp_path / "out"))
        before = contents(tmp_path / "out")
        (tmp_path / "out" / "a.jsonl").write_bytes(b"x" * len(before["a.jsonl"]))
        clean_all([str(source)], str(tmp_path / "out"), resume=True)

        assert contents(tmp_path / "out") == {**before, "a.jsonl": b"x" * len(before["a.jsonl"])}

    def test_changed_input_is_cleaned_anew(self, source, tmp_path, capsys):
        """And it is said."""
        clean_all([str(source)], str(tmp_path / "out"))
        (source / "a.jsonl").write_bytes(lines(5))
        clean_all([str(source)], str(tmp_path / "out"), resume=True)

        assert (tmp_path / "out" / "a.jsonl").read_bytes().count(b"\n") == 5
        assert capsys.readouterr().err.endswith("cleaner: a.jsonl: changed since; cleaned anew\n")

    def test_changed_byte_of_the_same_size_is_noticed(self, source, tmp_path, capsys):
        """The time tells that the file was touched, the checksum what is in it."""
        clean_all([str(source)], str(tmp_path / "out"))
        (source / "a.jsonl").write_bytes(lines(600).replace(b"Line 7 ", b"Lime 7 "))
        clean_all([str(source)], str(tmp_path / "out"), resume=True)

        assert b"Lime 7 " in (tmp_path / "out" / "a.jsonl").read_bytes()
        assert "a.jsonl: changed" in capsys.readouterr().err

    def test_touched_input_is_taken_over(self, source, tmp_path, capsys):
        """A copy with another time has the same checksums."""
        clean_all([str(source)], str(tmp_path / "out"))
        for path in source.rglob("*.*"):
            os.utime(path, (1, 1))
        clean_all([str(source)], str(tmp_path / "out"), resume=True)

        assert "changed" not in capsys.readouterr().err

    def test_lost_output_is_made_again(self, source, tmp_path):
        """The manifest alone is not believed."""
        clean_all([str(source)], str(tmp_path / "out"))
        before = contents(tmp_path / "out")
        (tmp_path / "out" / "a.jsonl").unlink()
        clean_all([str(source)], str(tmp_path / "out"), resume=True)

        assert contents(tmp_path / "out") == before

    def test_changed_rules_are_refused(self, source, tmp_path):
        """Half of an output under other rules helps nobody."""
        clean_all([str(source)], str(tmp_path / "out"))

        with pytest.raises(CannotResume, match="was made with other rules; --overwrite begins anew"):
            clean_all([str(source)], str(tmp_path / "out"), cleaner=StandIn(rules="2"), resume=True)

    def test_changed_fields_are_refused(self, source, tmp_path):
        """So are other options that decide the output."""
        clean_all([str(source)], str(tmp_path / "out"))

        with pytest.raises(CannotResume, match="with other fields"):
            clean_all([str(source)], str(tmp_path / "out"), removed=True, resume=True)

    def test_what_is_there_is_not_touched_unasked(self, source, tmp_path):
        """Neither a run's output nor a file of somebody else's."""
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "a.jsonl").write_text("mine")

        with pytest.raises(CannotResume, match=r"holds a\.jsonl already; --overwrite begins anew"):
            clean_all([str(source)], str(tmp_path / "out"))
        assert (tmp_path / "out" / "a.jsonl").read_text() == "mine"

    def test_overwrite_takes_the_old_run_away(self, source, tmp_path):
        """What only the old run made does not stay beside the new one's."""
        clean_all([str(source)], str(tmp_path / "out"), removed=True)
        (source / "d.jsonl").unlink()
        clean_all([str(source)], str(tmp_path / "out"), overwrite=True)

        assert set(contents(tmp_path / "out")) == {
            "a.jsonl",
            "c.txt",
            "deep/b.jsonl.gz",
            "_stats.json",
            "_failed/deep/b.jsonl.gz.jsonl",
        }

    def test_two_runs_on_one_output_are_refused(self, source, tmp_path):
        """The second says that there is a first."""
        (tmp_path / "out").mkdir()
        first = Manifest(tmp_path / "out")

        with pytest.raises(Busy, match="another run works on this output"):
            clean_all([str(source)], str(tmp_path / "out"))
        first.close()

    def test_cut_off_last_line_of_the_manifest_does_not_count(self, source, tmp_path):
        """A kill in the middle of a line costs what the line said."""
        clean_all([str(source)], str(tmp_path / "out"))
        before = contents(tmp_path / "out")
        manifest = tmp_path / "out" / "_manifest.jsonl"
        manifest.write_bytes(manifest.read_bytes()[:-30])
        clean_all([str(source)], str(tmp_path / "out"), resume=True)

        assert contents(tmp_path / "out") == before


class TestInputs:
    """Files, globs, folders, addresses, and their places in OUT."""

    def names(self, *inputs, out="/nowhere/out"):
        """Places in OUT."""
        files, passed_by = find_inputs(inputs, out)
        return [file.name for file in files], [Path(path).name for path in passed_by]

    def test_folder_is_mirrored(self, source):
        """Hidden files and those of a run are no inputs; other formats are passed by."""
        (source / "_failed").mkdir()
        (source / "_failed" / "x.jsonl").touch()
        (source / ".hidden.txt").touch()
        (source / "picture.png").touch()

        assert self.names(str(source)) == (["a.jsonl", "c.txt", "d.jsonl", "deep/b.jsonl.gz"], ["picture.png"])

    def test_output_inside_the_input_is_no_input(self, source):
        """A second run does not clean what the first one made."""
        (source / "out").mkdir()
        (source / "out" / "a.jsonl").touch()

        assert "out/a.jsonl" not in self.names(str(source), out=str(source / "out"))[0]

    def test_glob_is_mirrored_from_its_fixed_part(self, source):
        """`**` goes down."""
        assert self.names(f"{source}/**/*.gz") == (["deep/b.jsonl.gz"], [])

    def test_several_folders_keep_their_names(self, source, tmp_path):
        """So that files of one name do not meet."""
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "a.jsonl").touch()

        assert "other/a.jsonl" in self.names(str(source), str(tmp_path / "other"))[0]

    def test_addresses_of_fsspec_are_inputs(self, source):
        """With a protocol in front; folders and globs too."""
        assert self.names(f"file://{source}")[0] == ["a.jsonl", "c.txt", "d.jsonl", "deep/b.jsonl.gz"]
        assert self.names(f"file://{source}/*.txt")[0] == ["c.txt"]

    @pytest.mark.usefixtures("inline")
    def test_address_in_and_out_is_the_same_as_a_path(self, source, tmp_path):
        """What fsspec reads and writes are the same bytes; only the manifest is elsewhere."""
        clean_all([str(source)], str(tmp_path / "path"))
        files, _ = find_inputs([f"file://{source}"], f"file://{tmp_path}/address")
        assert files[0].stamp

        settings = Settings(fields=Fields(piece_bytes=1))
        run(files, f"file://{tmp_path}/address", StandIn(), settings, Quiet(sys.stderr))
        expected = contents(tmp_path / "path")
        del expected["_stats.json"]
        assert contents(tmp_path / "address") == expected

    @pytest.mark.parametrize(
        ("inputs", "message"),
        [
            (["{0}/none.jsonl"], "no such file or folder"),
            (["{0}/picture.png"], "no known format; a name ends in .jsonl, "),
            (["{0}/*.csv"], "no file to clean"),
            (["{0}/a.jsonl", "{0}/deep/a.jsonl"], "would both become a.jsonl"),
        ],
    )
    def test_bad_inputs_are_said(self, source, inputs, message):
        """Before anything is done."""
        (source / "picture.png").touch()
        (source / "deep" / "a.jsonl").touch()

        with pytest.raises(BadInput, match=message):
            self.names(*(name.format(source) for name in inputs))

    def test_input_is_never_its_own_output(self, source):
        """Not even with --overwrite."""
        with pytest.raises(BadInput, match="is input and output"):
            self.names(str(source), out=str(source))


@pytest.mark.usefixtures("inline")
def test_file_that_cannot_be_opened_fails_alone(source, tmp_path):
    """It is told, tried again on resume, and the others are cleaned."""
    files = str(source / "a.jsonl"), str(source / "c.txt")
    inputs, _ = find_inputs(files, str(tmp_path / "out"))
    assert len(inputs) == 2
    (source / "a.jsonl").rename(source / "gone")
    (source / "a.jsonl").symlink_to(source / "gone.not")
    outcome = _run_inputs(inputs, tmp_path / "out")
    (source / "a.jsonl").unlink()
    (source / "gone").rename(source / "a.jsonl")
    again = _run_inputs(inputs, tmp_path / "out", resume=True)

    assert list(outcome.failed_files) == ["a.jsonl"]
    assert (tmp_path / "out" / "c.txt").read_text() == "Kept.\n"
    assert not again.failed_files
    assert (tmp_path / "out" / "a.jsonl").exists()
    assert not (tmp_path / "out" / "_failed" / "a.jsonl.jsonl").exists()


def _run_inputs(inputs, out, **options):
    return run(inputs, str(out), StandIn(), Settings(**options), Quiet(sys.stderr))
