"""The filter: data in, data out, everything else on stderr, and the exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from in_process import invoke_bytes as invoke

from cleaner import Cleaner
from cleaner.render.terminal import MAX_PARTS

PROSE = "The mayor resigned on Monday after the council had voted against her plan to sell the harbour to a firm from abroad."
MORE = "Her deputy said that the vote had come as a surprise to everybody in the town hall, and that he would wait until the spring."
PAGE = f"{PROSE}\n\n{MORE}\n\nSign up to our newsletter\n"
ARTICLE = f"{PROSE}\n\n{MORE}\n"
COMMAND = [sys.executable, "-m", "cleaner"]
DONE, FAILED, MISUSED = 0, 1, 2


def run(*args: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    return subprocess.run(
        [*COMMAND, *args], input=stdin, capture_output=True, check=False, env={**os.environ, **(env or {})}, timeout=60
    )


def bash(script: str) -> subprocess.CompletedProcess[str]:
    """A shell script in which $c is the command."""
    c = " ".join(COMMAND)
    return subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=False, env={**os.environ, "c": c}, timeout=60
    )


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page with something to remove."""
    file = tmp_path / "page.txt"
    file.write_text(PAGE)
    return file


# In and out ---------------------------------------------------------------------------------


def test_stdin_becomes_the_article_on_stdout() -> None:
    """Nothing else is on stdout, nothing at all on stderr."""
    done = run(stdin=PAGE.encode())

    assert (done.returncode, done.stdout, done.stderr) == (DONE, ARTICLE.encode(), b"")


def test_installed_command_does_the_same() -> None:
    """`cleaner` and `python -m cleaner` are one."""
    script = Path(sys.executable).parent / "cleaner"
    done = subprocess.run([script], input=PAGE.encode(), capture_output=True, check=False, timeout=60)

    assert (done.returncode, done.stdout, done.stderr) == (DONE, ARTICLE.encode(), b"")


def test_filter_gives_what_the_library_gives(page: Path) -> None:
    """One page, two ways."""
    code, out, _ = invoke(str(page))

    assert code == DONE
    assert out.decode() == Cleaner().text(PAGE).text


def test_dash_is_stdin(page: Path) -> None:
    """It may stand among files."""
    code, out, err = invoke(str(page), "-", stdin=b"A line\n")

    assert (code, out.decode(), err) == (DONE, f"{ARTICLE}A line\n", "")


def test_several_files_come_one_after_the_other(tmp_path: Path) -> None:
    """In the order given; a page without a final line end does not swallow the next one's first line."""
    files = []
    for name, text in {"a": "Alpha and more", "b": "", "c": "Gamma and more\n", "d": "Delta and more"}.items():
        (tmp_path / name).write_text(text)
        files.append(str(tmp_path / name))
    code, out, err = invoke(*files)

    assert (code, out, err) == (DONE, b"Alpha and more\nGamma and more\nDelta and more", "")


def test_output_goes_to_a_file(page: Path, tmp_path: Path) -> None:
    """With -o nothing is on stdout."""
    code, out, err = invoke("-o", str(tmp_path / "out.txt"), str(page))

    assert (code, out, err) == (DONE, b"", "")
    assert (tmp_path / "out.txt").read_text() == ARTICLE


@pytest.mark.parametrize("way", ["same-name", "link", "other-spelling"])
def test_same_file_in_and_out_is_refused(page: Path, tmp_path: Path, way: str) -> None:
    """Whatever it is called, and it is left as it was."""
    output = {
        "same-name": page,
        "link": tmp_path / "link.txt",
        "other-spelling": page.parent / ".." / page.parent.name / page.name,
    }[way]
    if way == "link":
        output.symlink_to(page)
    code, out, err = invoke("-o", str(output), str(page))

    assert (code, out) == (MISUSED, b"")
    assert err.endswith(f"Error: {output} is input and output: write to another file\n")
    assert page.read_text() == PAGE


def test_same_file_on_stdin_and_out_is_refused(page: Path) -> None:
    """`cleaner -o page.txt < page.txt` does not destroy the page."""
    done = bash(f"$c -o {page} < {page}")

    assert page.read_text() in (PAGE, ARTICLE)
    assert done.returncode in (DONE, MISUSED)


def test_json_has_text_and_what_was_removed(page: Path) -> None:
    """One object a page, on one line."""
    code, out, _ = invoke("--json", str(page), "-", stdin=b"A line\n")
    lines = [json.loads(line) for line in out.splitlines()]

    assert code == DONE
    assert [line["file"] for line in lines] == [str(page), "standard input"]
    assert lines[0]["text"] == ARTICLE
    assert "".join(PAGE[item["start"] : item["end"]] for item in lines[0]["removed"]) == PAGE.removeprefix(
        ARTICLE.rstrip("\n")
    ).removesuffix("\n")
    assert {"start", "end", "text", "category", "rule", "points"} == lines[0]["removed"][0].keys()
    assert (lines[1]["removed"], lines[1]["notes"]) == ([], [])


def test_json_has_lone_surrogates_escaped() -> None:
    """What UTF-8 cannot write is escaped, and comes back the same."""
    code, out, _ = invoke("--json", stdin=b"caf\xe9 au lait\n")

    assert code == DONE
    assert b"caf\\udce9" in out
    assert json.loads(out)["text"] == "caf\udce9 au lait\n"


# Explaining ---------------------------------------------------------------------------------


def test_explanation_shows_every_block_and_why(page: Path) -> None:
    """What goes is marked, with the rule and its points."""
    code, out, _ = invoke("--explain", str(page))
    lines = out.decode().splitlines()

    assert code == DONE
    assert lines[0] == f"── {page}"
    assert f"  {PROSE}" in lines
    assert "- Sign up to our newsletter" in lines
    assert any("subscribe-channel +6.0" in line for line in lines)
    assert lines[-1] == f"── kept 2 of 3 blocks, {len(ARTICLE)} characters"


def test_explanation_is_plain_when_piped(page: Path) -> None:
    """No colour where nobody sees it."""
    done = run("--explain", str(page))

    assert b"\x1b" not in done.stdout
    assert b"- Sign up to our newsletter" in done.stdout


def on_a_terminal(args: Sequence[str], env: dict[str, str]) -> bytes:
    """What the command writes to a terminal."""
    import pty

    parent, child = pty.openpty()
    process = subprocess.Popen([*COMMAND, *args], stdout=child, stderr=subprocess.PIPE, env={**os.environ, **env})
    os.close(child)
    written = b""
    while True:
        try:
            chunk = os.read(parent, 65536)
        except OSError:  # the other end is closed
            break
        if not chunk:
            break
        written += chunk
    os.close(parent)
    process.wait(timeout=60)
    assert process.stderr is not None
    process.stderr.close()
    return written


@pytest.mark.parametrize(("env", "colour"), [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)], ids=str)
def test_colour_is_for_terminals_and_for_those_who_want_it(page: Path, env: dict[str, str], colour: bool) -> None:
    """NO_COLOR, set to anything but nothing, switches it off."""
    written = on_a_terminal(["--explain", str(page)], {"TERM": "xterm", **env})

    assert (b"\x1b[" in written) == colour
    assert b"Sign up to our newsletter" in written


def test_output_to_a_file_has_no_colour(page: Path, tmp_path: Path) -> None:
    """Even where a terminal looks on."""
    out = tmp_path / "explained.txt"
    written = on_a_terminal(["--explain", "-o", str(out), str(page)], {"TERM": "xterm"})

    assert written == b""
    assert b"- Sign up to our newsletter" in out.read_bytes()
    assert b"\x1b" not in out.read_bytes()


def test_shown_rule_has_no_colour_for_those_who_want_none() -> None:
    """NO_COLOR holds for every command."""
    shown = ["rules", "show", "subscribe-channel"]

    assert b"\x1b" in on_a_terminal(shown, {"TERM": "xterm"})
    assert b"\x1b" not in on_a_terminal(shown, {"TERM": "xterm", "NO_COLOR": "1"})


@pytest.mark.parametrize("control", ["\x1b", "\x07", "\x7f", "\x9b", "\x80", "\x9f"], ids=ascii)
def test_control_characters_do_not_reach_the_terminal(control: str) -> None:
    """A page cannot command it."""
    _, out, _ = invoke("--explain", stdin=f"A line {control}2J that clears {control} the screen\n".encode())

    assert control not in out.decode()


def test_a_wrapped_paragraph_is_explained_in_one_line() -> None:
    """With its words as they stand, the line ends aside."""
    page = Path(__file__).parents[2] / "fixtures" / "english-html2text-wrapped-paragraphs-and-addresses" / "page.txt"
    _, out, _ = invoke("--explain", str(page))
    assert "down the [same iron ladder](https://slowferry.example.org" in out.decode()


def test_name_of_a_file_does_not_command_the_terminal(tmp_path: Path) -> None:
    """Names of downloads are as little trusted as what is in them."""
    file = tmp_path / "\x1b[2J"
    file.write_text(PAGE)
    _, out, _ = invoke("--explain", str(file))

    assert b"\x1b" not in out


def test_explanation_shows_what_weighed_most(page: Path) -> None:
    """Of many points of a line the largest, and the sum of the others."""
    _, out, _ = invoke("--explain", str(page))
    kept = Cleaner().text(PAGE).blocks[0]
    by_weight = sorted(kept.points, key=lambda part: -abs(part.points))
    line = out.decode().splitlines()[2]
    shown = line.strip().partition(": ")[2]

    assert len(by_weight) > MAX_PARTS
    assert shown.startswith(f"{by_weight[0].name} {by_weight[0].points:+.1f}, ")
    assert by_weight[MAX_PARTS - 1].name in shown
    assert by_weight[MAX_PARTS].name not in shown
    rest = by_weight[MAX_PARTS:]
    assert line.endswith(f", {len(rest)} more {sum(part.points for part in rest):+.1f}")


# JSON Lines ---------------------------------------------------------------------------------

SIGN_UP = "Sign up to our newsletter"


def field(*lines: str | bytes, name: str = "text", end: bytes = b"\n") -> tuple[int, list[bytes], str]:
    """Lines through --field: exit code, lines out, stderr."""
    content = end.join(line if isinstance(line, bytes) else line.encode() for line in lines)
    code, out, err = invoke("--field", name, stdin=content)
    return code, out.split(end), err


@pytest.mark.parametrize(
    ("line", "cleaned"),
    [
        ('{"text":"S","n":1.50}', '{"text":"","n":1.50}'),
        ('  {"a" : [1, {"text":"S"}] ,\t"text" :  "S"}  ', '  {"a" : [1, {"text":"S"}] ,\t"text" :  ""}  '),
        ('{"big":12345678901234567890123,"e":1e5,"text":"S"}', '{"big":12345678901234567890123,"e":1e5,"text":""}'),
        (f'{{"text":"S","n":{"9" * 5000}}}', f'{{"text":"","n":{"9" * 5000}}}'),
        ('\ufeff{"text":"S"}', '\ufeff{"text":""}'),
        ('{"a":"\\u00e9\\/","text":"S"}', '{"a":"\\u00e9\\/","text":""}'),
        ('{"text":"x","text":"S"}', '{"text":"x","text":""}'),
        ('{"te\\u0078t":"S"}', '{"te\\u0078t":""}'),
        ('{"text":null}', '{"text":null}'),
        ('{"other":"S"}', '{"other":"S"}'),
        ("{}", "{}"),
        ("", ""),
        ("   ", "   "),
        ('{"text":""}', '{"text":""}'),
        ('{"text":"caf\\u00e9 \\/ x"}', '{"text":"caf\\u00e9 \\/ x"}'),
    ],
)
def test_field_is_cleaned_and_all_else_untouched(line: str, cleaned: str) -> None:
    """Numbers, blanks, escapes and other fields keep every byte; a field without residue too."""
    code, out, err = field(line.replace("S", SIGN_UP), '{"text":null}')

    assert (code, out, err) == (DONE, [cleaned.replace("S", SIGN_UP).encode(), b'{"text":null}'], "")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (f"Café. {PROSE}\n\n{MORE}\n\n{SIGN_UP}", f'{{"text": "Café. {PROSE}\\n\\n{MORE}"}}'),
        (f"A \ud800. {PROSE}\n\n{MORE}\n\n{SIGN_UP}", f'{{"text": "A \\ud800. {PROSE}\\n\\n{MORE}"}}'),
    ],
    ids=["letters", "lone-surrogate"],
)
def test_cleaned_field_is_written_in_the_manner_of_its_line(text: str, cleaned: str) -> None:
    """Letters stay letters where the line had some; a lone surrogate stays an escape."""
    line = json.dumps({"text": text}, ensure_ascii="\ud800" in text)
    code, out, _ = field(line)

    assert code == DONE
    assert json.loads(out[0])["text"] == json.loads(cleaned)["text"]
    assert out == [cleaned.encode()]


def test_ascii_line_stays_ascii() -> None:
    """Where the line escaped everything, so does its new field."""
    code, out, _ = field(json.dumps({"text": f"Café. {PROSE}\n\n{MORE}\n\n{SIGN_UP}"}))

    assert (code, out) == (DONE, [f'{{"text": "Caf\\u00e9. {PROSE}\\n\\n{MORE}"}}'.encode()])


def test_line_ends_and_missing_last_one_are_kept() -> None:
    """CR LF stays, and nothing is added at the end."""
    code, out, _ = field('{"text":"S"}', '{"text":"x"}', end=b"\r\n")

    assert (code, out) == (DONE, [b'{"text":"S"}', b'{"text":"x"}'])


def test_bytes_that_are_not_utf8_pass_in_other_fields() -> None:
    """They are no business of the filter."""
    code, out, _ = field(b'{"a":"\xff","text":"Sign up to our newsletter"}')

    assert (code, out) == (DONE, [b'{"a":"\xff","text":""}'])


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("broken", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ('{"text": 3}', "field 'text' is not a text"),
        ('{"text": ["x"]}', "field 'text' is not a text"),
        ('{"text": "x"', "not JSON at character 13"),
        ('{"text": "x"} y', "not JSON at character 13"),
        ('{"text" "x"}', "not JSON at character 8"),
        ('{"text": "x",}', "not JSON at character 13"),
        ('{"text": "x",,"a": 1}', "not JSON at character 13"),
        ("{" + '"a":{' * 100_000, "JSON nested too deep"),
    ],
    ids=lambda value: value[:20],
)
def test_broken_line_passes_unchanged_and_is_counted(line: str, complaint: str) -> None:
    """It is named by its number; the lines around it are cleaned."""
    code, out, err = field('{"text":"Sign up to our newsletter"}', line, '{"text":"Sign up to our newsletter"}')

    assert code == FAILED
    assert out == [b'{"text":""}', line.encode(), b'{"text":""}']
    assert err == f"cleaner: standard input: line 2: {complaint}; it is passed on as it is\n"


def test_bytes_that_are_not_utf8_pass_in_the_field_and_are_named() -> None:
    """They come out as bytes, not as escapes; an escape of a lone surrogate beside them stays one."""
    code, out, err = field(b'{"text":"Caf\xe9 \\ud800. ' + f"{PROSE}\\n\\n{MORE}\\n\\n{SIGN_UP}".encode() + b'"}')

    assert code == DONE
    assert out == [b'{"text":"Caf\xe9 \\ud800. ' + f"{PROSE}\\n\\n{MORE}".encode() + b'"}']
    assert err == ("cleaner: standard input: line 1: field 'text' is not UTF-8; such bytes are passed on as they are\n")


def test_field_that_no_line_has_is_said() -> None:
    """A name spelt wrong would otherwise clean nothing and say nothing."""
    code, out, err = field('{"text":"S"}', "", "{}", name="txt")

    assert (code, out) == (DONE, [b'{"text":"S"}', b"", b"{}"])
    assert err == "cleaner: standard input: no line has a field 'txt'; all are passed on as they are\n"


def test_missing_file_of_lines_is_named(tmp_path: Path) -> None:
    """The exit code says that an input failed."""
    code, out, err = invoke("--field", "text", str(tmp_path / "none"))

    assert (code, out, err) == (FAILED, b"", f"cleaner: {tmp_path / 'none'}: No such file or directory\n")


# Bad input ----------------------------------------------------------------------------------


def test_bytes_that_are_not_utf8_are_named_and_passed_on() -> None:
    """The position is on stderr, the rest is cleaned, the byte comes out as it came in."""
    code, out, err = invoke(stdin=PAGE.replace("Monday", "Mond\xe9").encode("latin-1"))

    assert out == ARTICLE.replace("Monday", "Mond\xe9").encode("latin-1")
    assert (
        err == f"cleaner: standard input: byte {PAGE.index('Monday') + 4}: not UTF-8 (0xe9); it is passed on as it is\n"
    )
    assert code == DONE


def test_position_counts_the_byte_order_mark() -> None:
    """Bytes are counted as they stand in the file."""
    _, out, err = invoke(stdin=b"\xef\xbb\xbfcaf\xe9 au lait\n")

    assert out == b"caf\xe9 au lait\n"
    assert err.startswith("cleaner: standard input: byte 6: not UTF-8 (0xe9)")


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
)
def test_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    """UTF-16 and UTF-32 come in, UTF-8 goes out."""
    content = (
        PAGE.encode(encoding) if encoding in ("utf-8-sig", "utf-16", "utf-32") else ("\ufeff" + PAGE).encode(encoding)
    )
    code, out, err = invoke(stdin=content)

    assert (code, out, err) == (DONE, ARTICLE.encode(), "")


def test_broken_utf16_is_named() -> None:
    """Half a character at the end does not lose the rest."""
    code, out, err = invoke(stdin="A line\n".encode("utf-16-le").join([b"\xff\xfe", b"\x00"]))

    assert out.decode().startswith("A line\n")
    assert err.startswith("cleaner: standard input: byte 16: not UTF-16")
    assert code == DONE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "A\x00B\n",
        "\x00\n\x00",
        "A line\rAnother line\r",
        "A line\u2028Another line\u2029",
        "A\x85B",
        "\ufffe",
        "\U0010ffff\n",
    ],
    ids=ascii,
)
def test_odd_text_passes_as_it_is(text: str) -> None:
    """Empty files, NULs and every line end."""
    code, out, err = invoke(stdin=text.encode())

    assert (code, out, err) == (DONE, text.encode(), "")


@pytest.mark.parametrize("end", ["\r", "\r\n", "\u2028", "\x85"], ids=ascii)
def test_page_is_cleaned_whatever_ends_its_lines(end: str) -> None:
    """The line ends of the page are those of the article."""
    code, out, _ = invoke(stdin=PAGE.replace("\n", end).encode())

    assert (code, out.decode()) == (DONE, ARTICLE.replace("\n", end))


def test_vanished_file_is_named_and_the_others_are_cleaned(page: Path, tmp_path: Path) -> None:
    """One bad input does not stop the rest."""
    code, out, err = invoke(str(tmp_path / "none"), str(page))

    assert (code, out.decode(), err) == (FAILED, ARTICLE, f"cleaner: {tmp_path / 'none'}: No such file or directory\n")


def test_folder_is_no_input(tmp_path: Path) -> None:
    """It is named like any other input that cannot be read."""
    code, out, err = invoke(str(tmp_path))

    assert (code, out, err) == (FAILED, b"", f"cleaner: {tmp_path}: Is a directory\n")


@pytest.mark.parametrize("text", ["A line about <html> tags\n", "<b>A line</b>\n", "<3 hearts\n"])
def test_text_with_tags_is_text(text: str) -> None:
    """Only a document's beginning makes a document."""
    code, out, _ = invoke(stdin=text.encode())

    assert (code, out.decode()) == (DONE, text)


# Bad output ---------------------------------------------------------------------------------


def test_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    """`cleaner big | head -1` leaves nothing on stderr."""
    big = tmp_path / "big.txt"
    big.write_text("".join(f"{PROSE} {i}\n\n" for i in range(5000)))
    done = bash(f"$c {big} {big} | head -1")

    assert done.stdout == f"{PROSE} 0\n"
    assert done.stderr == ""


def test_closed_pipe_is_no_failed_input(tmp_path: Path) -> None:
    """The reader had enough: that is no failure of the inputs."""
    big = tmp_path / "big.txt"
    big.write_text("".join(f"{PROSE} {i}\n\n" for i in range(5000)))
    done = bash(f"$c {big} {big} | head -1 > /dev/null; echo ${{PIPESTATUS[0]}}")

    assert done.stdout == "0\n"


NO_SPACE = "No space left on device"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_full_disk_is_said(page: Path) -> None:
    """In one line, without a traceback."""
    done = bash(f"$c {page} > /dev/full")

    assert (done.returncode, done.stderr) == (FAILED, f"cleaner: stdout: cannot write: {NO_SPACE}\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_full_disk_is_said_with_output_to_a_file(page: Path) -> None:
    """With -o as well."""
    done = run("-o", "/dev/full", str(page))

    assert (done.returncode, done.stderr.decode()) == (FAILED, f"cleaner: /dev/full: cannot write: {NO_SPACE}\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("args", ["--version", "rules schema", "rules list"])
def test_full_disk_is_said_by_every_command(args: str) -> None:
    """No command shows its insides."""
    done = bash(f"$c {args} > /dev/full")

    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_closed_stream_is_said(page: Path, closed: str) -> None:
    """A stream that the caller closed is a failed input or output."""
    done = bash(f"$c {closed}" if closed == "<&-" else f"$c {page} {closed}")

    assert done.returncode == FAILED
    assert "Traceback" not in done.stderr


def test_output_that_cannot_be_opened_is_named(page: Path, tmp_path: Path) -> None:
    """A folder that is not there."""
    output = tmp_path / "none" / "out.txt"
    code, out, err = invoke("-o", str(output), str(page))

    assert (code, out, err) == (FAILED, b"", f"cleaner: {output}: cannot write: No such file or directory\n")


def test_read_only_output_is_named(page: Path, tmp_path: Path) -> None:
    """It is left as it was."""
    output = tmp_path / "out.txt"
    output.write_text("before")
    output.chmod(0o400)
    if os.access(output, os.W_OK):
        pytest.skip("this user may write everywhere")
    code, _, err = invoke("-o", str(output), str(page))

    assert (code, err) == (FAILED, f"cleaner: {output}: cannot write: Permission denied\n")
    assert output.read_text() == "before"


# Usage --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--explain", "--json"], "Error: --explain, --json and --field exclude each other\n"),
        (["--json", "--field", "x"], "Error: --explain, --json and --field exclude each other\n"),
        (["--keep", "capton"], "cleaner: unknown category 'capton'; did you mean 'caption'?\n"),
        (["--drop", "headlin"], "cleaner: unknown category 'headlin'; did you mean 'headline'?\n"),
        (["--lang", "xx"], "cleaner: unknown language 'xx'\n"),
        (
            ["--source", "pages"],
            "Error: Invalid value for '--source': 'pages' is not one of 'auto', 'page', 'article'.\n",
        ),
        (["--max-loss", "2"], "Error: Invalid value for '--max-loss': 2.0 is not in the range 0<=x<=1.\n"),
        (["--max-loss", "much"], "Error: Invalid value for '--max-loss': 'much' is not a valid float range.\n"),
        (["--rules", "/none/such"], "cleaner: E100 /none/such: no such rule pack; give a folder or a .toml file.\n"),
        (["--field"], "Error: Option '--field' requires an argument.\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_misuse_is_said_word_for_word(args: list[str], message: str) -> None:
    """Nothing is written to stdout, and the exit code is 2."""
    code, out, err = invoke(*args, stdin=PAGE.encode())

    assert (code, out) == (MISUSED, b"")
    assert err.endswith(message)


def test_unknown_option_is_refused_with_the_nearest() -> None:
    """A slip of the pen is helped."""
    code, out, err = invoke("--kep", "x")

    assert (code, out) == (MISUSED, b"")
    assert "No such option" in err
    assert "--keep" in err


def test_settings_reach_the_cleaner(page: Path) -> None:
    """--keep keeps, and a given language is used."""
    kept, language = (
        invoke("--keep", "subscribe", str(page))[1],
        invoke("--lang", "en", "--source", "article", str(page))[1],
    )

    assert kept.decode() == PAGE
    assert language.decode() == ARTICLE


def test_guard_is_set_and_heard_of() -> None:
    """What the loss guard gave back is said on stderr; with 1 it says nothing."""
    text = "Subscribe to our newsletter and follow us on Telegram for more news every day of the week.\n" * 5
    guarded, free = invoke(stdin=text.encode()), invoke("--max-loss", "1", stdin=text.encode())

    assert guarded[1].decode() == text
    assert guarded[2].startswith("cleaner: standard input: empty_article: ")
    assert (free[0], free[1], free[2]) == (DONE, b"", "")


def test_share_that_is_no_number_is_misuse(page: Path) -> None:
    """It is between 0 and 1 for no comparison."""
    code, out, err = invoke("--max-loss", "nan", str(page))

    assert (code, out, err) == (MISUSED, b"", "cleaner: max_loss is nan; give a share from 0 to 1\n")


@pytest.mark.parametrize("args", [["list", "--concepts"], ["show", "read-also-title"]], ids=" ".join)
def test_rules_are_shown_whatever_the_locale(args: list[str]) -> None:
    """They are in all scripts, and output is UTF-8."""
    done = run("rules", *args, env={"PYTHONIOENCODING": "latin-1"})

    assert (done.returncode, done.stderr) == (DONE, b"")
    assert not done.stdout.decode().isascii()


def test_version_is_the_packages() -> None:
    """`--version` says what is installed."""
    import cleaner

    code, out, _ = invoke("--version")

    assert (code, out.decode()) == (DONE, f"cleaner {cleaner.__version__}\n")


@pytest.mark.parametrize("ask", ["--help", "-h"])
def test_help_names_every_option(ask: str) -> None:
    """Nothing can be set that help does not tell of."""
    from cleaner.cli.clean import clean

    code, out, _ = invoke(ask)
    shown = out.decode()
    options = [name for parameter in clean.params for name in parameter.opts if name.startswith("-")]

    assert code == DONE
    assert len(options) > 10
    assert [name for name in options if name not in shown] == []
    assert "cleaner rules" in shown
    assert "Exit codes: 0 done; 1 some inputs failed" in " ".join(shown.split())


def test_help_tells_the_loss_guards_own_default() -> None:
    """The number stands in two places, for the filter starts without loading the other."""
    from cleaner.decide.guard import DEFAULT_MAX_LOSS

    _, out, _ = invoke("--help")

    assert f"1 switches it off. [default: {DEFAULT_MAX_LOSS}]" in " ".join(out.decode().split())


def test_usage_shows_what_to_type() -> None:
    """The filter is called `cleaner`."""
    _, out, _ = invoke("--help")

    assert out.decode().startswith("Usage: cleaner [OPTIONS] [FILES]...")


def test_hint_shows_what_to_type() -> None:
    """The filter has no name of a sub-command."""
    _, _, err = invoke("--sourc", "x")

    assert err.startswith("Usage: cleaner [OPTIONS] [FILES]...\nTry 'cleaner --help' for help.\n")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_is_produced(shell: str) -> None:
    """For each shell that click knows."""
    done = subprocess.run(
        [Path(sys.executable).parent / "cleaner"], capture_output=True, text=True, check=False,
        env={**os.environ, "_CLEANER_COMPLETE": f"{shell}_source"}, timeout=60,
    )  # fmt: skip

    assert "_CLEANER_COMPLETE" in done.stdout
    assert f"{shell}_complete" in done.stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("cleaner --ke", "--keep"),
        ("cleaner --source p", "page"),
        ("cleaner ru", "rules"),
        ("cleaner b", "bulk"),
        ("cleaner rules l", "lint"),
    ],
)
def test_completion_offers_what_may_follow(words: str, offered: str) -> None:
    """Options, their values, and commands."""
    done = subprocess.run(
        [Path(sys.executable).parent / "cleaner"], capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "_CLEANER_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))},
    )  # fmt: skip

    assert f"plain,{offered}" in done.stdout.splitlines()
